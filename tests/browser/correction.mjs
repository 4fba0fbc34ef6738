// correction.mjs - a contact finds last week's report wrong: asks with a ground, the legal bureau sees both versions and
// approves, and board, digest, history and report say what was and what is.
import { join } from "node:path";
import { free_port, holds, must, new_folder, Person, run, same, serve } from "./house.mjs";

export const sentence = "a_report_is_corrected_with_ground_and_approval";
const PASSWORD = "juebu-demo-2026";
const MONDAY = "2026-11-23T17:38";
const GROUND = "统计口径弄错了，这一件已移交市级，不应由我们列报";
const LEFT_OUT = "案件已移交市级支队办理，由市级列报";

async function asks(step, contact) {
	const { page } = contact;
	const found = {};
	await step("a_submitted_report_offers_to_ask_for_its_correction", async () => {
		await contact.login("contact1", PASSWORD);
		await contact.open("/weekly/report");
		await contact.go(() => page.locator(".jb-table tbody tr", { hasText: "46" }).getByRole("link").first().click(), 200, "the report of week 46");
		found.report = new URL(page.url()).pathname;
		found.item = await page.locator("main .jb-item h3").first().innerText();
		holds(await contact.text("#corrections"), "没有更正过", "the card of corrections");
		await contact.look("correction-none");
		await contact.press("申请更正");
		await contact.look("correction-form");
	});
	await step("without_a_whole_ground_it_is_refused_and_what_was_typed_is_kept", async () => {
		await page.locator("details.jb-childrow").first().evaluate((e) => { e.open = true; });
		await page.selectOption("[name='items.0.listing']", "left_out");
		await page.fill("[name='items.0.left_out_ground']", LEFT_OUT);
		await page.fill("[name=ground]", "弄错了");
		await contact.press("申请更正", 422);
		holds(await contact.text("#errors"), "更正理由至少 10 字", "the summary");
		same(await page.locator("#errors li").count(), 1, "things to mend");
		same(await page.inputValue("[name='items.0.left_out_ground']"), LEFT_OUT, "what was typed");
		await contact.look("correction-refused");
	});
	await step("with_its_ground_it_waits_for_somebody_else", async () => {
		await page.fill("[name=ground]", GROUND);
		await contact.press("申请更正");
		found.correction = new URL(page.url()).pathname;
		holds(await contact.text(".jb-head"), "待批准", "the state");
		same(await page.getByRole("button", { name: "批准更正" }).count(), 0, "buttons to approve one's own");
		await contact.look("correction-asked");
	});
	return found;
}

async function approves(step, legal, found) {
	const { page } = legal;
	await step("the_bureau_is_told_and_sees_both_versions", async () => {
		await legal.login("legal", PASSWORD);
		await legal.open("/weekly?period=2026-W46");
		found.listed = Number(await page.locator(`.jb-table tbody tr:has(a[href='${found.report}']) td.jb-num`).first().innerText());
		same(await page.locator(".jb-table .w-corrected").count(), 0, "marks before the decision");
		await legal.open("/inbox");
		holds(await legal.text("main"), "申请更正", "the inbox");
		await legal.open(found.correction);
		for (const part of [GROUND, "原来", "更正为", "不列入", LEFT_OUT])
			holds(await legal.text("main"), part, "the question");
		await legal.look("correction-to-decide");
	});
	await step("approved_it_is_done", async () => {
		page.on("dialog", (dialog) => dialog.accept());
		await legal.press("批准更正");
		await legal.look("correction-approving");
		await legal.press("批准更正");
		holds(await legal.text(".jb-head"), "已更正", "the state");
		await legal.look("correction-approved");
	});
}

async function is_seen(step, legal, contact, found) {
	const { page } = legal;
	await step("the_board_has_the_corrected_figure_and_its_mark", async () => {
		await legal.open("/weekly?period=2026-W46");
		const row = page.locator(".jb-table tbody tr", { has: page.locator(`a[href='${found.correction}']`) });
		same(await row.count(), 1, "rows with the mark");
		same(Number(await row.locator("td.jb-num").first().innerText()), found.listed - 1, "the unit's listed matters");
		must(await row.locator(".w-corrected").count() === 1, "no dot in the strip");
		await legal.look("correction-board");
	});
	await step("the_signed_digest_stays_and_says_what_changed", async () => {
		await legal.open("/weekly/digest?period=2026-W46");
		holds(await legal.text("main"), "呈报后更正 1 处", "the digest");
		holds(await legal.text(".jb-document"), found.item, "the words that were signed");
		must(/列报未果事项 \d+ → \d+ 件；有说明未列 \d+ → \d+ 件/.test(await legal.text(".jb-document")), "no amended figures at the foot");
		await page.locator("#amendments").scrollIntoViewIfNeeded();
		await legal.look("correction-digest");
	});
	await step("the_report_keeps_both_and_the_weeks_say_so", async () => {
		await contact.open("/inbox");
		holds(await contact.text("main"), "更正已批准", "the inbox of who asked");
		await contact.open(found.report);
		for (const part of ["已更正", "原来", "更正为", LEFT_OUT])
			holds(await contact.text("#corrections"), part, "the card of corrections");
		await contact.look("correction-report");
		await contact.page.locator("main").getByRole("link", { name: "逐周对照" }).first().click();
		await contact.page.waitForURL(/\/weekly\/item\//);
		holds(await contact.text("main"), "这一周的周报有更正", "the history");
		await contact.look("correction-weeks");
	});
	await step("the_ledger_has_the_ground_and_who_approved", async () => {
		await legal.open("/ledger");
		holds(await legal.text("main"), GROUND, "the ledger");
	});
}

export default async function story(step) {
	const db = join(new_folder(), "correction.db");
	const port = await free_port();
	run("build/juebu", ["demo", "--db", db, "--weeks", "2", "--until", MONDAY, "--seed", "7"]);
	const server = await serve("build/juebu", ["serve", "--db", db, "--listen", `127.0.0.1:${port}`, "--clock", MONDAY]);
	const [contact, legal] = await Promise.all(["contact1", "legal"].map((name) => new Person(`http://127.0.0.1:${port}`, name).arrive()));
	const found = await asks(step, contact);
	await approves(step, legal, found);
	await is_seen(step, legal, contact, found);
	await step("no_link_seen_leads_nowhere_and_the_rows_agree_with_the_ledger", async () => {
		await contact.follow_links();
		await server.stop();
		run("build/juebu", ["verify", "--db", db]);
	});
}
