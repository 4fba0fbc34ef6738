// toy.mjs - a clause of nothing but tables (tests/toy_clause.c), driven as a person and as a machine would.
// Nothing here is special to kites: what holds for them holds for every page and address made from a table.
import { holds, must, Person, same, serve } from "./house.mjs";

export const sentence = "a_clause_of_nothing_but_tables_in_browser_and_api";
const PASSWORD = "Toy-2026-pass";
const NOW = "2026-11-23T09:00";

const faults = (page) => page.$$eval(".jb-field.is-wrong > .jb-error, fieldset .jb-error", (all) => all.map((e) => e.textContent));
const titles = (page) => page.$$eval(".jb-table tbody a.jb-name", (all) => all.map((a) => a.textContent));
const buttons = (page) => page.$$eval(".jb-head .btn", (all) => all.map((b) => b.textContent));

async function lists(step, legal) {
	const { page } = legal;
	await step("the_bureau_sees_every_unit's_rows_and_the_menu_leads_there", async () => {
		await legal.login("legal", PASSWORD);
		await legal.look("toy-home");
		await legal.choose("风筝");
		same((await titles(page)).length, 50, "the rows of the first page");
		same((await titles(page))[0], "燕子001", "the first row");
		await legal.look("toy-list");
	});
	await step("paging_by_key_loses_and_repeats_no_row", async () => {
		const first = await titles(page);
		holds(await legal.text(".jb-pager"), "第 1—50 条", "the pager");
		await legal.press("下一页");
		const second = await titles(page);
		holds(await legal.text(".jb-pager"), "第 51—57 条", "the pager");
		same(new Set([...first, ...second]).size, 57, "the rows of both pages");
		await legal.press("上一页");
		same(await titles(page), first, "the first page again");
	});
	await step("a_chosen_filter_is_an_address_and_stays_chosen", async () => {
		await page.selectOption("select[name=colour]", "blue");
		await page.fill("input[name=q]", "燕子01");
		await legal.press("筛选");
		same(await titles(page), ["燕子010", "燕子012", "燕子014", "燕子016", "燕子018"], "the filtered rows");
		same(await page.inputValue("select[name=colour]"), "blue", "the chosen filter");
		must(page.url().includes("colour=blue"), "the filter is not in the address");
		await legal.press("尾长");
		same((await titles(page))[0], "燕子018", "the longest first");
		same(await page.locator("th[aria-sort]").getAttribute("aria-sort"), "descending", "the order a reader hears");
		await legal.press("清除");
		same((await titles(page)).length, 50, "the rows without a filter");
	});
	await step("a_filter_that_finds_nothing_says_so", async () => {
		await legal.open("/kite?q=没有这样的");
		holds(await legal.text("main"), "没有符合条件的内容", "the empty list");
		await legal.look("toy-list-empty");
	});
	await step("an_address_with_rubbish_in_it_is_refused_in_words", async () => {
		for (const query of ["sort=nothing", "after=rubbish", "most=100000", "colour=green", "made_on_from=31.12.2026", "unknown=1"]) {
			const response = await page.goto(`/kite?${query}`);
			must([200, 422, 400].includes(response.status()), `/kite?${query} is answered ${response.status()}`);
			if (response.status() !== 200)
				must((await legal.text("main")).length > 10, `/kite?${query} says nothing`);
		}
	});
}

async function form(step, a) {
	const { page } = a;
	await step("login_needs_no_mouse", async () => {
		await page.goto("/login");
		await page.keyboard.type("contact_a");
		await page.keyboard.press("Tab");
		await page.keyboard.type(PASSWORD);
		await a.go(() => page.keyboard.press("Enter"), 200, "Enter");
		must(!page.url().includes("/login"), "Enter in the password field did not log in");
		holds(await a.text(".jb-clock"), "每周放一次风筝", "the top bar");
		holds(await a.text(".jb-clock"), "11月24日（周二）12:00 截止", "the top bar");
	});
	await step("the_first_tab_leads_past_the_menu", async () => {
		await page.keyboard.press("Tab");
		same(await page.evaluate(() => document.activeElement.getAttribute("href")), "#main", "the first stop of Tab");
	});
	await step("a_refused_form_says_what_and_where_and_keeps_what_was_typed", async () => {
		await a.open("/kite");
		await a.press("登记");
		await a.look("toy-new");
		await page.fill("[name=length]", "501");
		await page.fill("[name=story]", "长".repeat(61));
		await page.fill("[name='flights.0.height']", "很高");
		await page.fill("[name='flights.0.place']", "北广场");
		await a.press("登记", 422);
		const summary = await page.$$eval("#errors li a", (all) => all.map((l) => [l.textContent, l.getAttribute("href")]));
		same(summary.map(([, to]) => to), ["#f-title", "#f-length", "#f-made_on", "#f-story", "#f-flights.0.height"], "where the summary leads");
		same(await faults(page), summary.map(([words]) => words), "the words at the fields");
		same(await page.evaluate(() => document.activeElement.id), "errors", "where the focus is");
		same(await page.inputValue("[name=length]"), "501", "what was typed");
		same(await page.inputValue("[name='flights.0.place']"), "北广场", "what was typed");
		same(await page.getAttribute("[name=title]", "aria-describedby"), "e-title", "what a reader hears at the field");
		await a.look("toy-new-refused");
	});
	await step("the_summary_s_link_leads_to_the_field", async () => {
		await page.locator("#errors li a").nth(1).click();
		same(await page.evaluate(() => location.hash), "#f-length", "the address after the link");
		const box = await page.locator("[id='f-length']").boundingBox();
		must(box.y >= 0 && box.y < 768, "the field is not on the screen");
	});
	await step("enter_in_a_field_sends_the_mended_form", async () => {
		await page.fill("[name=title]", "蜈蚣");
		await page.fill("[name=length]", "500");
		await page.fill("[name=made_on]", "2026-11-20");
		await page.fill("[name=seen_at]", "2026-11-21T08:30");
		await page.selectOption("[name=big]", "1");
		await page.selectOption("[name=colour]", "red");
		await page.selectOption("[name=rival_id]", { label: "乙单位" });
		await page.fill("[name=story]", "第一行\n<b>第二行</b>");
		await page.fill("[name=phone]", "13667980000");
		await page.fill("[name='flights.0.height']", "120");
		await page.fill("[name='flights.1.place']", "南广场");
		await page.fill("[name='flights.1.flown_on']", "2026-11-22");
		await page.focus("[name=phone]");
		await a.go(() => page.keyboard.press("Enter"), 200, "Enter");
		same(await a.text("h1"), "蜈蚣", "the title of the new row");
		const facts = await a.text(".jb-facts");
		for (const words of ["甲单位", "500", "是", "2026-11-20", "2026-11-21 08:30", "红的", "乙单位", "<b>第二行</b>", "136****0000"])
			holds(facts, words, "the facts");
		const flights = await a.text("section:has(h2:text('试飞')) table");
		for (const words of ["北广场", "120", "南广场"])
			holds(flights, words, "the rows below");
		holds(await a.text(".jb-line"), "登记", "the time line");
		await a.look("toy-detail");
	});
	await step("who_may_ask_for_the_number_sees_it_on_one_page_alone", async () => {
		await page.fill("[name=ground]", "核对");
		await a.press("查看电话");
		holds(await a.text(".jb-facts"), "13667980000", "the answer");
		await a.look("toy-personal");
		await a.press("看完了");
		holds(await a.text(".jb-facts"), "136****0000", "the row's page");
	});
}

// The address of the row on show.
const path_of = (page) => new URL(page.url()).pathname;

async function moves(step, a, legal, b) {
	const { page } = a;
	let path;
	await step("a_form_sent_twice_makes_one_row", async () => {
		path = path_of(page);
		await a.open("/kite/new");
		const _once = await page.locator("main input[name=_once]").getAttribute("value");
		const fields = { _once, title: "双燕", length: "5", made_on: "2026-11-01" };
		const answers = [await a.post("/kite", fields), await a.post("/kite", fields)];
		same(answers.map((x) => x.status), [303, 303], "the answers");
		same(answers[1].location, answers[0].location, "where the second sending leads");
		await a.open("/kite");
		same((await titles(page)).sort(), ["双燕", "蜈蚣"].sort(), "the rows of the unit");
	});
	await step("a_move_that_asks_first_shows_its_form_and_its_needs", async () => {
		await a.open(path);
		await a.press("放飞");
		holds(await a.text("main"), "放飞以后不能再改", "the question before the move");
		await a.look("toy-move");
		await a.press("放飞", 422);
		same((await faults(page)).slice(0, 1), ["请写明周次"], "what is needed");
		await page.fill("[name=period]", "2026-W47");
		await a.press("放飞");
		holds(await a.text(".jb-head"), "在天上", "the state");
		same(await buttons(page), ["收藏"], "the buttons of the new state");
	});
	await step("the_move_met_one_duty_raised_another_and_told_the_bureau", async () => {
		holds(await a.text(".jb-clock"), "收回风筝", "the top bar");
		await a.open("/duty");
		holds(await a.text("main"), "收回风筝：蜈蚣", "the duties that are open");
		await a.look("toy-duties");
		await a.press("按时办完");
		holds(await a.text("main"), "第 47 周每周放一次风筝", "the duties that are met");
		await legal.open("/inbox");
		holds(await legal.text("main"), "风筝上天了：蜈蚣", "the inbox");
		await legal.look("toy-inbox");
	});
	await step("who_may_not_finds_no_button_and_is_refused_by_hand", async () => {
		await legal.open(path);
		same((await buttons(legal.page)).sort(), ["喝彩", "退回"].sort(), "the Bureau's buttons");
		same((await legal.post(`${path}/land`, { version: "2" })).status, 403, "the status of another's move");
		same((await legal.post("/kite", { title: "偷做的" })).status, 403, "the status of another's new row");
	});
	await step("another_unit_s_row_is_not_there_at_all", async () => {
		await b.login("contact_b", PASSWORD);
		await b.open(path, 404);
		const words = await b.text("main");
		await b.open("/kite/999999", 404);
		same(await b.text("main"), words, "the words about a row that is not there");
		await b.open("/kite");
		same((await b.post(`${path}/land`, { version: "2" })).status, 404, "the status of a move on it");
		await b.open("/kite/999999", 404);
		await b.look("toy-not-there");
	});
	await step("a_needed_reason_is_asked_for_and_stands_in_the_time_line", async () => {
		await legal.open(path);
		await legal.press("退回");
		await legal.press("退回", 422);
		same(await faults(legal.page), ["请写明理由"], "what is needed");
		await legal.look("toy-reason-refused");
		await legal.page.fill("[name=reason]", "线没有系牢");
		await legal.press("退回");
		holds(await legal.text(".jb-line"), "退回：线没有系牢", "the time line");
		await legal.look("toy-returned");
	});
	await step("the_second_of_two_tabs_is_told_that_the_first_was_quicker", async () => {
		const second = await a.tab();
		await a.open(`${path}/edit`);
		await second.goto(`${path}/edit`);
		await page.fill("[name=title]", "大蜈蚣");
		await a.press("修改");
		await second.fill("[name=title]", "小蜈蚣");
		await a.press("修改", 409, second);
		holds(await second.locator("main").innerText(), "刚被改过", "the second tab");
		same(await second.inputValue("[name=title]"), "小蜈蚣", "what was typed in the second tab");
		await second.close();
		await a.open(path);
		same(await a.text("h1"), "大蜈蚣", "the title that stands");
		await a.look("toy-edited");
	});
	return path;
}

async function without_script(step, url) {
	await step("without_script_a_form_is_refused_mended_and_sent", async () => {
		const c = await new Person(url, "contact_a without script").arrive({ javaScriptEnabled: false });
		await c.login("contact_a", PASSWORD);
		await c.open("/kite/new");
		await c.page.fill("[name=title]", "无");
		await c.press("登记", 422);
		holds(await c.text("#errors"), "有", "the summary");
		await c.page.fill("[name=title]", "无字");
		await c.page.fill("[name=length]", "3");
		await c.page.fill("[name=made_on]", "2026-11-01");
		await c.press("登记");
		same(await c.text("h1"), "无字", "the title of the new row");
	});
}

async function api(step, url, path) {
	const call = async (token, method, at, body, headers = {}) => {
		const answer = await fetch(`${url}/api/v1${at}`, { method, body: body === undefined ? undefined : JSON.stringify(body),
			headers: { ...token && { Authorization: `Bearer ${token}` }, ...body !== undefined && { "Content-Type": "application/json" }, ...headers } });
		return { status: answer.status, ...await answer.json() };
	};
	const enter = async (login) => (await call("", "POST", "/session", { login, password: PASSWORD })).token;
	let token, legal, made;
	await step("a_machine_logs_in_and_without_a_token_is_told_to", async () => {
		same((await call("", "GET", "/kite")).status, 401, "the status without a token");
		token = await enter("contact_a");
		legal = await enter("legal");
		must(token && legal, "no token was given");
	});
	await step("json_is_refused_at_its_field_with_its_rule", async () => {
		const refused = await call(token, "POST", "/kite", { title: "一", length: "7", made_on: "2026-02-30", colour: "green",
			big: 3, rival_id: 999999, flights: [{ height: -1 }], nonsense: true });
		same(refused.status, 422, "the status");
		const fields = refused.error.fields.map((f) => f.field);
		for (const field of ["title", "length", "made_on", "colour", "big", "rival_id", "flights.0.height", "nonsense"])
			must(fields.includes(field), `no fault at ${field}: ${fields}`);
		for (const fault of refused.error.fields)
			must(fault.rule && fault.message && /[一-鿿]/.test(fault.message), `the fault at ${fault.field} has no rule or no words`);
	});
	await step("what_is_missing_is_named_in_the_row_and_in_the_rows_below", async () => {
		const row = await call(token, "POST", "/kite", { length: 7 });
		same(row.error.fields.map((f) => f.field).sort(), ["made_on", "title"], "the faults of the row");
		const below = await call(token, "POST", "/kite", { title: "纸鹤", length: 7, made_on: "2026-11-02", flights: [{ height: 1 }] });
		same(below.error.fields.map((f) => f.field), ["flights.0.place"], "the faults of the rows below");
	});
	await step("a_row_with_rows_below_it_is_made_once_for_one_key", async () => {
		const row = { title: "机器鸟", length: 40, made_on: "2026-11-02", seen_at: "2026-11-03T07:00:00+08:00", big: true,
			colour: "blue", flights: [{ place: "西广场", height: 10 }] };
		made = await call(token, "POST", "/kite", row, { "Idempotency-Key": "bird-1" });
		same([made.status, made.flights.length, made.big, made.colour, made.story], [201, 1, true, "blue", null], "the row");
		const again = await call(token, "POST", "/kite", row, { "Idempotency-Key": "bird-1" });
		same(again.id, made.id, "the row made by the second sending");
	});
	await step("patch_changes_what_it_names_and_a_stale_version_nothing", async () => {
		const at = `/kite/${made.id}`;
		const changed = await call(token, "PATCH", at, { version: made.version, length: 41,
			flights: [{ id: made.flights[0].id, height: 11 }, { place: "东广场" }] });
		same([changed.status, changed.length, changed.flights.map((f) => f.height)], [200, 41, [11, 0]], "the changed row");
		const stale = await call(token, "PATCH", at, { version: made.version, length: 42 });
		same([stale.status, stale.error.rule], [409, "move.stale"], "the stale change");
		const list = await call(token, "GET", "/kite?q=机器鸟");
		same(list.rows.map((r) => r.length), [41], "the row in the list");
		made = changed;
	});
	await step("a_verb_obeys_role_state_and_unit", async () => {
		const at = `/kite/${made.id}`;
		same((await call(legal, "POST", `${at}/fly`, { period: "2026-W47" })).status, 403, "the Bureau flying a kite");
		const flown = await call(token, "POST", `${at}/fly`, { version: made.version, period: "2026-W47" });
		same([flown.status, flown.state], [200, "flown"], "the flown kite");
		const twice = await call(token, "POST", `${at}/fly`, { version: flown.version, period: "2026-W47" });
		same([twice.status, twice.error.rule], [409, "move.state"], "flying it twice");
		const bare = await call(legal, "POST", `${at}/return`, { version: flown.version });
		same([bare.status, bare.error.fields[0].field], [422, "reason"], "returning it without a reason");
		same((await call(legal, "POST", `${at}/return`, { version: flown.version, reason: "风大" })).state, "made", "the returned kite");
		same((await call(await enter("contact_b"), "GET", at)).status, 404, "another unit's row");
		same((await call(token, "POST", `${at}/nonsense`, {})).status, 404, "a verb that is none");
	});
	await step("who_may_not_see_a_phone_gets_none", async () => {
		const seen = await call(token, "GET", path.replace("/kite", "/kite"));
		same(seen.phone, "136****0000", "the phone, masked, for its unit");
		same((await call(token, "POST", `${path}/personal`, {})).phone, "13667980000", "the phone for who asks");
		same((await call(legal, "POST", `${path}/personal`, {})).status, 404, "the Bureau asking");
		const masked = await call(legal, "GET", path);
		same(masked.phone, "***", "the phone for the Bureau");
	});
	await step("the_description_lists_what_the_tables_made", async () => {
		const described = await call("", "GET", "/openapi.json");
		for (const at of ["/api/v1/kite", "/api/v1/kite/{id}", "/api/v1/kite/{id}/fly", "/api/v1/kite/{id}/return"])
			must(described.paths[at], `${at} is not described`);
		must(described.paths["/api/v1/kite/{id}"].patch, "PATCH is not described");
		const { properties } = described.components.schemas.kite;
		same([properties.length.type, properties.big.type, properties.made_on.format, properties.colour.enum],
			["integer", "boolean", "date", [null, "red", "blue"]], "the described fields");
		same(properties.flights.items.$ref, "#/components/schemas/flight", "the described rows below");
	});
}

export default async function toy(step) {
	const server = await serve("build/juebu-toy", [NOW]);
	const [legal, a, b] = await Promise.all(["legal", "contact_a", "contact_b"].map((name) => new Person(server.url, name).arrive()));
	await lists(step, legal);
	await form(step, a);
	const path = await moves(step, a, legal, b);
	await without_script(step, server.url);
	await api(step, server.url, path);
	await step("no_link_of_any_page_seen_leads_nowhere", async () => {
		for (const person of [legal, a, b])
			await person.follow_links();
	});
	await server.stop();
}
