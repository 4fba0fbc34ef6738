// tuesday.mjs - a real Tuesday in the demo zone: a contact reports after being refused, the Legal Bureau urges, sends
// back and digests, the leader instructs and warns, the units answer, the leader settles. Every page seen is looked at.
import { join } from "node:path";
import { free_port, holds, must, new_folder, Person, run, same, serve } from "./house.mjs";

export const sentence = "a_real_tuesday_end_to_end";
const PASSWORD = "juebu-demo-2026";
const MONDAY = "2026-11-23T17:38";
const TUESDAY = "2026-11-24T14:00";

async function open_zone() {
	const db = join(new_folder(), "zone.db");
	const port = await free_port();
	run("build/juebu", ["demo", "--db", db, "--weeks", "3", "--until", MONDAY, "--seed", "7"]);
	const zone = { db, url: `http://127.0.0.1:${port}` };
	zone.open = async (clock) => {
		zone.server = await serve("build/juebu", ["serve", "--db", db, "--listen", `127.0.0.1:${port}`, "--clock", clock]);
	};
	zone.close = () => zone.server.stop();
	await zone.open(MONDAY);
	return zone;
}

const people = async (zone, ...logins) => Promise.all(logins.map((login) => new Person(zone.url, login).arrive()));
const enter = (person) => person.login(person.name, PASSWORD);
const row_of = (page, unit) => page.locator(".jb-table tbody tr", { hasText: unit });

// ---- the contact ----

const NEW_MATTER = "科学大道工地拒不签合同";

// A matter is registered, assigned and blocked after the report was opened: the register holds more than the report.
async function something_new(step, officer, head) {
	const { page } = officer;
	let path;
	await step("an_officer_registers_what_was_found", async () => {
		await enter(officer);
		await officer.look("officer-home");
		await officer.open("/matter");
		await officer.look("matters");
		await officer.press("登记");
		await officer.press("登记", 422);
		holds(await officer.text("#errors"), "事项名称", "the summary");
		await officer.look("matter-new-refused");
		await page.fill("[name=title]", NEW_MATTER);
		await page.fill("[name=place]", "科学大道 18 号");
		await page.fill("[name=party]", "某建筑公司");
		await officer.press("登记");
		same(await officer.text("h1"), NEW_MATTER, "the new matter");
		path = new URL(page.url()).pathname;
	});
	await step("the_head_assigns_two_certified_officers", async () => {
		await enter(head);
		await head.look("head-home");
		await head.open(`${path}/assign`);
		const { page: p } = head;
		const names = await p.$$eval("[name=lead_id] option", (all) => all.map((o) => o.value));
		await p.selectOption("[name=lead_id]", names[1]);
		await p.selectOption("[name=second_id]", names[1]);
		await head.press("指派", 422);
		holds(await head.text("#errors"), "主办和协办要是两个人", "the summary");
		await p.selectOption("[name=second_id]", names[2]);
		await head.look("matter-assign");
		await head.press("指派");
		holds(await head.text(".jb-head"), "办理中", "the state");
	});
	await step("the_officer_reports_it_blocked", async () => {
		await officer.open(`${path}/block`);
		await page.selectOption("[name=obstacle]", "refusal");
		await page.fill("[name=blocked_reason]", "当事人拒不到场，也不提供用工名册。");
		await officer.press("报受阻");
		holds(await officer.text(".jb-head"), "受阻", "the state");
		await officer.look("matter-blocked");
	});
}

async function reports(step, contact) {
	const { page } = contact;
	let path;
	await step("the_contact_meets_the_next_due_minute_on_entering", async () => {
		await enter(contact);
		holds(await contact.text(".jb-clock"), "第 47 周未果事项周报", "the top bar");
		holds(await contact.text(".jb-clock"), "11月24日（周二）12:00 截止", "the top bar");
		holds(await contact.text(".jb-clock"), "还剩 18 小时", "the top bar");
		await contact.look("contact-home");
		await contact.open("/weekly");
		await contact.look("contact-board");
	});
	await step("a_nil_return_cannot_be_chosen_and_is_refused_by_hand", async () => {
		await contact.open("/weekly/mine");
		path = new URL(page.url()).pathname;
		must(await page.locator("input[name=content][value=nil]").isDisabled(), "nil can be chosen");
		const forced = await contact.post(`${path}/submit`, { content: "nil" });
		same(forced.status, 422, "the status of a forced nil return");
		holds(forced.text, "不能零报告", "the page of a forced nil return");
	});
	await step("the_omitted_matter_is_caught", async () => {
		holds(await contact.text("#omitted"), NEW_MATTER, "what is omitted");
		await contact.look("report-omitted");
		await contact.press("报送", 422);
		holds(await contact.text("#errors"), NEW_MATTER, "the summary");
		same(await page.evaluate(() => document.activeElement.id), "errors", "where the focus is");
		await contact.look("report-refused");
	});
	await step("a_block_left_empty_is_named_at_its_place_and_what_was_typed_is_kept", async () => {
		await page.fill("[name='items.0.work_done']", "");
		await page.fill("[name='items.0.ask_committee']", "请管委会召集一次三方会议。");
		await contact.press("报送", 422);
		must(await page.locator("[id='e-items.0.work_done']").isVisible(), "no fault at the emptied block");
		same(await page.inputValue("[name='items.0.ask_committee']"), "请管委会召集一次三方会议。", "what was typed");
	});
	await step("completed_it_is_received", async () => {
		const omitted = page.locator("#omitted [data-row]").first();
		await omitted.locator("input[value=left_out]").check();
		await omitted.locator("[name$='.left_out_ground']").fill("今天刚立案，还在限期内，下周列报。");
		await page.fill("[name='items.0.work_done']", "本周两次约谈总包单位，余款 48.9 万元分两次付清，第一笔已到账。");
		await contact.press("报送");
		holds(await contact.text(".jb-head"), "已收", "the state");
		holds(await contact.text("main"), "按时", "the report");
		holds(await contact.text("main"), "有说明未列 1 件", "the report");
		await contact.look("report-sent");
	});
	await step("what_was_said_can_be_compared_week_by_week", async () => {
		await page.locator("main").getByRole("link", { name: "逐周对照" }).first().click();
		await page.waitForURL(/\/weekly\/item\//);
		await contact.look("item-weeks");
	});
}

// ---- the Bureau ----

async function urges(step, legal) {
	const { page } = legal;
	await step("the_bureau_sees_the_arrival_on_the_board", async () => {
		await enter(legal);
		await legal.look("legal-home");
		await legal.open("/weekly");
		holds(await row_of(page, "劳动监察大队").innerText(), "已收", "the row of the unit");
		const [inner, outer] = await page.$eval(".jb-table-wrap", (e) => [e.scrollWidth, e.clientWidth]);
		must(inner <= outer, `the board's table is ${inner - outer} px wider than its card`);
		await legal.look("board");
	});
	await step("one_click_urges_who_has_not_reported", async () => {
		const before = await row_of(page, "交通运输局").innerText();
		await legal.press("催报 交通运输局");
		const after = await row_of(page, "交通运输局").innerText();
		must(before !== after && after.includes("催"), `the row still says ${after}`);
	});
	await step("a_thin_report_is_sent_back_with_its_reason", async () => {
		await row_of(page, "石佛办事处").getByRole("link").first().click();
		await page.waitForURL(/\/weekly\/report\//);
		await legal.press("退回补正", 422);
		holds(await legal.text("[id='e-return_reason']"), "退回原因", "the fault");
		await legal.look("report-return-refused");
		await page.fill("[name=return_reason]", "第 1 件没有写本周做了什么，请补。");
		await legal.press("退回补正");
		holds(await legal.text(".jb-head"), "退回补正", "the state");
		await legal.look("report-returned");
	});
}

async function supplements(step, contact6) {
	await step("the_contact_sees_why_and_sends_the_supplement", async () => {
		await enter(contact6);
		await contact6.open("/inbox");
		holds(await contact6.text("main"), "周报退回补正", "the inbox");
		await contact6.look("contact-inbox");
		await contact6.open("/weekly/mine");
		holds(await contact6.text("main"), "第 1 件没有写本周做了什么", "the report sent back");
		await contact6.look("report-supplement");
		await contact6.page.fill("[name='items.0.work_done']", "本周 11月19日复查一次，当事人已拆除三分之一。");
		await contact6.press("报送补正");
		holds(await contact6.text(".jb-head"), "已收", "the state");
	});
}

const WARNED = "交通运输局";

async function digests(step, legal) {
	const { page } = legal;
	let path;
	await step("after_noon_the_board_names_who_is_missing", async () => {
		await legal.open("/weekly?period=2026-W47");
		holds(await row_of(page, WARNED).innerText(), "缺报", "the row of the unit");
		await legal.look("board-after-noon");
	});
	await step("a_digest_without_its_analysis_is_not_signed", async () => {
		await legal.open("/weekly/digest?period=2026-W47");
		path = new URL(page.url()).pathname;
		await legal.look("digest-writing");
		page.on("dialog", (dialog) => dialog.accept());
		await legal.press("签发呈报", 422);
		holds(await legal.text("#errors"), "总体情况与分析", "the summary");
		await legal.look("digest-refused");
	});
	await step("with_a_proposal_for_each_item_it_is_signed", async () => {
		await page.fill("[name=analysis]", "本周应报 14 家，缺报三家。欠薪事项连续三周未果，建议管委会召集建设、劳动两家协调。");
		for (const name of await page.$$eval("select[name$='.proposal']", (all) => all.map((s) => s.name)))
			if (!await page.inputValue(`[name='${name}']`))
				await page.selectOption(`[name='${name}']`, "watch");
		await page.fill("[name='entries.0.analysis']", "责任清楚，缺的是垫付资金。");
		await page.selectOption("[name='entries.0.proposal']", "coordinate");
		await page.fill("[name='entries.0.proposal_words']", "请建设管理局督促建设单位先行拨付。");
		for (const name of await page.$$eval("select[name$='.proposal_unit_id']", (all) => all.map((s) => s.name)))
			if (!await page.inputValue(`[name='${name}']`) && await page.inputValue(`[name='${name.replace("_unit_id", "")}']`) !== "watch")
				await page.selectOption(`[name='${name}']`, { label: "建设管理局" });
		await legal.press("签发呈报");
		holds(await legal.text(".jb-head"), "已呈报", "the state");
		await legal.look("digest-signed");
	});
	return path;
}

// ---- the leader, the units ----

async function instructs(step, leader, path) {
	const { page } = leader;
	await step("the_leader_is_led_to_the_digest", async () => {
		await enter(leader);
		holds(await leader.text(".jb-clock"), "阅示未果事项专报", "the top bar");
		await leader.look("leader-home");
		await leader.open(path);
		await leader.look("digest-to-read");
	});
	await step("one_item_is_instructed_with_addressee_and_limit", async () => {
		const box = page.locator("details.jb-instruct").first();
		await box.locator("summary").click();
		await box.locator("[name=words]").fill("");
		await leader.go(() => box.getByRole("button", { name: "批示" }).click(), 422, "批示");
		holds(await leader.text("#errors"), "内容", "the summary");
		await leader.look("digest-instruct-refused");
		await page.locator("details[open] [name=words]").fill("同意。欠薪要盯到清零，建设管理局配合。");
		await page.locator("details[open] [name=urgency]").selectOption("urgent");
		await leader.go(() => page.locator("details[open]").getByRole("button", { name: "批示" }).click(), 200, "批示");
		holds(await leader.text(".jb-document"), "欠薪要盯到清零", "the digest");
	});
	await step("a_unit_is_warned_and_the_digest_is_marked_read", async () => {
		const box = page.locator("#week details.jb-instruct");
		await box.locator("summary").click();
		await box.locator("[name=words]").fill("连续缺报，予以警示。");
		await box.locator("[name=unit_id]").selectOption({ label: WARNED });
		await box.locator("[name=kind]").selectOption("warn");
		await leader.go(() => box.getByRole("button", { name: "批示" }).click(), 200, "批示");
		await leader.press("圈阅");
		holds(await leader.text(".jb-head"), "已阅", "the state");
		await leader.look("digest-read");
	});
}

async function answers(step, head, warned) {
	await step("the_head_feeds_back", async () => {
		await head.open("/inbox");
		await head.look("head-inbox");
		await head.page.locator("main").getByRole("link", { name: "欠薪要盯到清零" }).first().click();
		await head.page.waitForURL(/\/weekly\/instruction\//);
		await head.look("instruction");
		await head.press("反馈", 422);
		holds(await head.text("[id='e-feedback']"), "落实反馈", "the fault");
		await head.look("instruction-refused");
		await head.page.fill("[name=feedback]", "余款已于今日付清，15 人签字。");
		await head.press("反馈");
		holds(await head.text(".jb-head"), "已反馈", "the state");
	});
	await step("the_warned_unit_signs_for_it", async () => {
		await enter(warned);
		await warned.open("/weekly/instruction");
		await warned.look("instructions-of-a-unit");
		await warned.page.locator(".jb-table tbody a.jb-name").first().click();
		await warned.page.waitForURL(/\/weekly\/instruction\/\d/);
		holds(await warned.text("main"), "予以警示", "the warning");
		await warned.look("warning");
		await warned.press("签收");
		holds(await warned.text(".jb-head"), "已了结", "the state");
	});
}

async function settles(step, leader) {
	await step("the_leader_settles_what_was_answered", async () => {
		await leader.open("/inbox");
		await leader.look("leader-inbox");
		await leader.page.locator("main").getByRole("link", { name: "批示有反馈" }).first().click();
		await leader.page.waitForURL(/\/weekly\/instruction\//);
		holds(await leader.text("main"), "余款已于今日付清", "the feedback");
		await leader.look("instruction-answered");
		await leader.press("了结");
		holds(await leader.text(".jb-head"), "已了结", "the state");
		await leader.look("instruction-done");
	});
}

// ---- the rest of the house ----

async function other_pages(step, legal, admin, auditor) {
	await step("the_other_pages_of_the_bureau_stand_the_look", async () => {
		for (const [path, name] of [["/duty", "duties"], ["/duty?state=breached", "duties-breached"], ["/weekly/contact", "contacts"],
			["/weekly/report", "reports"], ["/weekly/instruction", "instructions"], ["/setting", "settings"],
			["/rule/2.04-weekly-report", "rule"], ["/ledger", "ledger"], ["/admin/unit", "units"], ["/weekly/digest", "digests"]]) {
			await legal.open(path);
			await legal.look(name);
		}
		await legal.open("/nowhere", 404);
		await legal.look("not-there");
	});
	await step("the_administrators_find_their_work", async () => {
		for (const [person, path, name] of [[admin, "/admin/account", "accounts"], [auditor, "/ledger", "auditor-ledger"]]) {
			await enter(person);
			await person.look(`${name}-home`);
			await person.open(path);
			await person.look(name);
		}
	});
}

export default async function tuesday(step) {
	const zone = await open_zone();
	const [contact, officer, head, contact6, warned, legal, leader, admin, auditor] = await people(zone, "contact1", "officer1",
		"head1", "contact6", "head4", "legal", "leader", "sysadmin", "auditor");
	await something_new(step, officer, head);
	await reports(step, contact);
	await urges(step, legal);
	await supplements(step, contact6);
	await step("the_server_stops_and_starts_after_noon_and_nobody_logs_in_again", async () => {
		await zone.close();
		await zone.open(TUESDAY);
		await legal.open("/");
		holds(await row_of(legal.page, "行政执法分局").innerText(), "缺报", "the Bureau's home");
	});
	const digest = await digests(step, legal);
	await instructs(step, leader, digest);
	await answers(step, head, warned);
	await settles(step, leader);
	await other_pages(step, legal, admin, auditor);
	await step("no_link_of_any_page_seen_leads_nowhere", async () => {
		for (const person of [contact, officer, head, contact6, warned, legal, leader, admin, auditor])
			await person.follow_links();
	});
	await step("every_row_of_the_day_agrees_with_the_ledger", async () => {
		await zone.close();
		run("build/juebu", ["verify", "--db", zone.db]);
	});
}
