// plan.mjs - a head files the patrol rule, which the Bureau sends back and then acknowledges; next week's plan is made,
// a key round taken out is refused, another moved, and the plan released.
import { join } from "node:path";
import { free_port, holds, must, new_folder, Person, run, same, serve } from "./house.mjs";

export const sentence = "a_rule_is_filed_and_a_week_is_planned";
const PASSWORD = "juebu-demo-2026";
const THURSDAY = "2026-11-26T08:30";
const SECTION = { type: "LineString", coordinates: [[113.545, 34.809], [113.555, 34.809]] };
const ROAD = { type: "LineString", coordinates: [[113.545, 34.807], [113.565, 34.807]] };

// 农业农村局 has filed nothing in the demo: its head finds the draft that the clock has opened.
async function the_rule(step, head, legal) {
	const { page } = head;
	await step("the_head_finds_the_rule_missing_and_files_it", async () => {
		await head.login("head13", PASSWORD);
		await head.open("/regime");
		holds(await head.text(".jb-table"), "缺", "the matrix");
		await head.look("regime-missing");
		await head.go(() => page.locator(".jb-table a").first().click(), 200, "the draft");
		await head.press("报备");
		await head.press("报备", 422);
		holds(await head.text("#errors"), "制度内容", "the summary");
		await page.fill("[name=words]", "责任区每周巡查一遍");
		await page.selectOption("[name=key_days]", "working");
		await page.fill("[name=from_on]", "2026-11-26");
		await head.press("报备");
		holds(await head.text("h1 ~ .jb-state, .jb-head"), "待备案", "the rule");
		await head.look("regime-filed");
	});
	await step("the_bureau_sends_it_back_and_takes_it_when_it_is_mended", async () => {
		await legal.login("legal", PASSWORD);
		await legal.open(new URL(page.url()).pathname);
		await legal.press("退回");
		await legal.page.fill("[name=return_reason]", "没有写明重点路段");
		await legal.press("退回");
		await page.reload();
		await head.press("重新报备");
		await page.fill("[name=words]", "责任区每周巡查一遍，重点路段每个工作日巡查");
		await head.press("重新报备");
		await legal.page.reload();
		await legal.press("备案");
		await legal.open("/regime");
		await legal.look("regime-matrix");
		await legal.open("/regime?show=missing");
		must(!(await legal.text("main")).includes("农业农村局"), "it is missing no more");
	});
}

// Drawing by hand has a story of its own (area.mjs).
async function draw(head, name, kind, shape) {
	await head.open("/patrol/road/new");
	const drawn = await head.post("/patrol/road", { name, kind, from_on: "2026-11-26", shape: JSON.stringify(shape) });
	same(drawn.status, 303, `the road ${name}`);
	same((await head.post(`${drawn.location}/release`, {})).status, 303, `the release of ${name}`);
}

export default async function story(step) {
	const db = join(new_folder(), "plan.db");
	const port = await free_port();
	run("build/juebu", ["demo", "--db", db, "--weeks", "1", "--until", THURSDAY, "--seed", "7"]);
	await serve("build/juebu", ["serve", "--db", db, "--listen", `127.0.0.1:${port}`, "--clock", THURSDAY]);
	const url = `http://127.0.0.1:${port}`;
	const head = await new Person(url, "head").arrive();
	const legal = await new Person(url, "legal").arrive();
	const { page } = head;
	const row = (name) => page.locator(".jb-plan tbody tr", { hasText: name });
	const on = (name, day) => row(name).locator(`input[name$=".${day}"]`);

	await the_rule(step, head, legal);
	await step("a_plan_is_made_from_what_was_drawn", async () => {
		await draw(head, "试点东段", "key_section", SECTION);
		await draw(head, "试点西路", "road", ROAD);
		await head.open("/patrol/plan?period=2026-W49");
		await head.press("重新生成");
		same(await on("试点东段", "mon").inputValue(), "1", "the section on Monday");
		same(await on("试点东段", "sat").inputValue(), "0", "the section on Saturday, which is not worked");
		await head.look("plan-draft");
	});
	await step("a_key_round_cannot_be_taken_out", async () => {
		await on("试点东段", "wed").fill("0");
		await page.evaluate(() => document.getElementById("plan").setAttribute("novalidate", ""));
		await head.press("存稿", 422);
		holds(await head.text("#errors"), "必须巡查，不能去掉", "the summary");
		same(await on("试点东段", "wed").inputValue(), "0", "what was typed");
		await head.look("plan-refused");
	});
	await step("another_is_moved_and_the_plan_released", async () => {
		await on("试点东段", "wed").fill("2");
		const days = ["mon", "tue", "wed", "thu", "fri"];
		for (const day of days)
			await on("试点西路", day).fill(day === "fri" ? "1" : "0");
		await head.press("发布");
		holds(await head.text("main"), "已发布", "the plan");
		same(await on("试点西路", "fri").inputValue(), "1", "the road on Friday");
		await head.look("plan-released");
		await legal.open("/patrol/plan?period=2026-W49");
		holds(await legal.text("main"), "已发布", "the list");
		await legal.look("plans");
	});
}
