// settings.mjs - the legal bureau changes a number: sees what it would change, sets it, sees it dated, cannot set the day
// twice nor backwards, and takes the row back with its reason. Then the pages that prove what happened.
import { join } from "node:path";
import { free_port, holds, must, new_folder, Person, run, same, serve } from "./house.mjs";

export const sentence = "a_setting_is_previewed_set_dated_and_withdrawn";
const PASSWORD = "juebu-demo-2026";
const MONDAY = "2026-11-23T17:38";
const RULE = "weekly.instruction_days";

async function fill(page, value, from_on, source) {
	await page.selectOption("#i-name", RULE);
	await page.fill("#i-value", value);
	await page.fill("#i-from_on", from_on);
	await page.fill("#i-source", source);
}

const rows_of = (page, word) => page.locator(".jb-table tbody tr", { hasText: word });

async function sets(step, legal) {
	const { page } = legal;
	await step("what_it_would_change_is_seen_and_what_was_typed_is_kept", async () => {
		await legal.login("legal", PASSWORD);
		await legal.open("/setting");
		await legal.look("settings-before");
		await fill(page, "20", "2026-12-01", "局务会〔2026〕3号");
		await legal.press("看看会改变什么");
		holds(await legal.text("main"), "现在是 15 日；从 2026-12-01 起改为 20 日", "the preview");
		same(await page.inputValue("form:has(#i-name) [name=value]"), "20", "the value still in the form");
		same(await page.inputValue("#i-source"), "局务会〔2026〕3号", "the source still in the form");
		same(await rows_of(page, "将来").count(), 0, "rows set by a preview");
		await legal.look("settings-preview");
	});
	await step("confirmed_it_stands_dated", async () => {
		await legal.press("确认");
		const row = await rows_of(page, "将来").innerText();
		for (const part of ["20", "2026-12-01", "局务会〔2026〕3号"])
			holds(row, part, "the dated row");
		await legal.look("settings-dated");
	});
	await step("the_same_day_again_is_said_at_the_day_and_yesterday_too", async () => {
		for (const [day, words] of [["2026-12-01", "从这天起的数值已经设过"], ["2026-11-22", "不能早于今天"]]) {
			await fill(page, "25", day, "局务会〔2026〕4号");
			await legal.press("看看会改变什么", 422);
			holds(await legal.text("#e-from_on"), words, "the fault at the day");
			same(await page.inputValue("#i-value"), "25", "what was typed");
		}
		await legal.look("settings-refused");
	});
	await step("it_is_taken_back_with_its_reason", async () => {
		await legal.open("/setting");
		const row = rows_of(page, "将来");
		await row.locator("[name=reason]").fill("与上级新文件一致后再定");
		await legal.go(() => row.getByRole("button", { name: "撤回" }).click(), 200, "撤回");
		same(await rows_of(page, "将来").count(), 0, "rows ahead");
		await legal.open("/ledger");
		holds(await legal.text("main"), "与上级新文件一致后再定", "the ledger");
	});
}

async function others_only_look(step, contact) {
	await step("a_contact_sees_the_numbers_and_no_form", async () => {
		await contact.login("contact1", PASSWORD);
		await contact.open("/setting");
		same(await contact.page.locator("#i-value").count(), 0, "forms for a contact");
	});
}

async function proofs(step, legal, auditor) {
	await step("the_pages_that_prove_stand_the_look", async () => {
		await auditor.login("auditor", PASSWORD);
		for (const [person, path, name] of [[auditor, "/ledger", "proof-ledger"], [auditor, "/ledger/export", "ledger-export"],
			[auditor, "/ledger/personal", "ledger-personal"], [legal, "/document", "document-register"], [legal, "/public/seal", "public-seal"]]) {
			await person.open(path);
			await person.look(name);
		}
	});
	await step("an_entry_leads_to_its_proof", async () => {
		await legal.open("/ledger?event=duty.raise");
		const href = await legal.page.locator("main a[href*='/proof']").first().getAttribute("href");
		await legal.open(href);
		await legal.look("ledger-proof");
	});
}

export default async function story(step) {
	const db = join(new_folder(), "settings.db");
	const port = await free_port();
	run("build/juebu", ["demo", "--db", db, "--weeks", "2", "--until", MONDAY, "--seed", "7"]);
	const server = await serve("build/juebu", ["serve", "--db", db, "--listen", `127.0.0.1:${port}`, "--clock", MONDAY]);
	const [legal, contact, auditor] = await Promise.all(["legal", "contact1", "auditor"].map((name) => new Person(`http://127.0.0.1:${port}`, name).arrive()));
	await sets(step, legal);
	await others_only_look(step, contact);
	await proofs(step, legal, auditor);
	await step("no_link_seen_leads_nowhere_and_the_rows_agree_with_the_ledger", async () => {
		for (const person of [legal, auditor])
			await person.follow_links();
		await server.stop();
		must(run("build/juebu", ["verify", "--db", db]).length > 0, "verify says nothing");
	});
}
