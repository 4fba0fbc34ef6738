// area.mjs - areas on the map: a head draws one by mouse and one by keys, is told where a shape crosses itself, releases, revises;
// the neighbour sees it. By typing it works as well, on a phone too.
import { join } from "node:path";
import { free_port, holds, must, new_folder, Person, run, same, serve } from "./house.mjs";

export const sentence = "an_area_is_drawn_on_the_map";
const PASSWORD = "juebu-demo-2026";
const UNTIL = "2026-11-23T17:38";
const FIELD = "#i-shape";

const shape = async (person) => JSON.parse(await person.page.locator(FIELD).inputValue());

async function ready(person) {
	await person.page.waitForSelector(".jb-map.is-draw[data-ready]");
}

async function click(person, ...spots) {
	const map = person.page.locator(".jb-map.is-draw");
	await map.scrollIntoViewIfNeeded();
	for (const [x, y] of spots)
		await map.click({ position: { x, y } });
}

export default async function story(step) {
	const db = join(new_folder(), "area.db");
	const port = await free_port();
	run("build/juebu", ["demo", "--db", db, "--weeks", "2", "--until", UNTIL, "--seed", "7"]);
	await serve("build/juebu", ["serve", "--db", db, "--listen", `127.0.0.1:${port}`, "--clock", UNTIL]);
	const url = `http://127.0.0.1:${port}`;
	const head = await new Person(url, "head").arrive();
	const other = await new Person(url, "neighbour").arrive();
	await step("drawn_by_mouse_a_shape_that_crosses_itself_is_told_where", async () => {
		await head.login("head1", PASSWORD);
		await head.open("/patrol/area/new");
		await ready(head);
		await head.page.fill("#i-name", "试画片域");
		await head.page.selectOption("#i-kind", "key");
		await head.page.fill("#i-from_on", "2026-11-24");
		await click(head, [120, 120], [320, 300], [320, 120], [120, 300]);
		await head.page.getByRole("button", { name: "完成这一块" }).click();
		same((await shape(head)).type, "Polygon", "what was drawn");
		await head.press("划定", 422);
		holds(await head.text("#f-shape .jb-error"), "113.", "the fault");
		await ready(head);
		await head.look("area-crossed");
	});
	await step("mended_by_mouse_it_is_kept", async () => {
		await head.page.getByRole("button", { name: "清空" }).click();
		await click(head, [120, 120], [320, 120], [320, 300], [140, 300], [120, 330]);
		await head.page.getByRole("button", { name: "撤销一点" }).click();
		await head.page.getByRole("button", { name: "完成这一块" }).click();
		const drawn = await shape(head);
		same(drawn.coordinates[0].length, 5, "its points with the first again");
		await head.press("划定");
		holds(await head.text("h1"), "试画片域", "the page");
		await head.page.waitForSelector(".jb-map .g-chosen");
		await head.look("area-draft");
	});
	await step("by_keys_alone_a_point_is_moved_and_one_is_put_in", async () => {
		await head.press("修改");
		await ready(head);
		const before = await shape(head);
		await head.page.locator("[data-handle='0.0.0']").focus();
		await head.page.keyboard.press("ArrowLeft");
		const moved = await shape(head);
		must(moved.coordinates[0][0][0] < before.coordinates[0][0][0], "the point went west");
		same(moved.coordinates[0][0][1].toFixed(5), before.coordinates[0][0][1].toFixed(5), "its latitude");
		await head.page.locator("[data-handle='0.0.3']").focus();
		await head.page.keyboard.press("Delete");
		same((await shape(head)).coordinates[0].length, 4, "one point less");
		await head.press("修改");
		await head.open("/patrol/area/new");
		await ready(head);
		await head.page.fill("#i-name", "键盘画的片域");
		await head.page.fill("#i-from_on", "2026-11-24");
		const map = head.page.locator(".jb-map.is-draw");
		await map.focus();
		for (const key of ["Enter", "ArrowRight", "Enter", "ArrowDown", "Enter"]) {
			await head.page.keyboard.press(key);
			await head.page.waitForTimeout(400);
		}
		await head.page.getByRole("button", { name: "完成这一块" }).press("Enter");
		same((await shape(head)).coordinates[0].length, 4, "three points and the first again");
		await head.press("划定");
		holds(await head.text("h1"), "键盘画的片域", "the page");
	});
	await step("released_it_stands_and_is_revised_into_a_draft", async () => {
		await head.press("发布施行");
		if (await head.page.locator("main form button[type=submit]", { hasText: "发布施行" }).count())
			await head.press("发布施行");
		holds(await head.text("main"), "施行", "its state");
		await head.press("修订");
		must(/\/patrol\/area\/\d+\/edit$/.test(head.page.url()), `the follower is open for editing, not ${head.page.url()}`);
		await ready(head);
		await head.look("area-revised");
	});
	await step("typed_places_do_as_well_on_a_phone_and_the_neighbour_sees_it_all", async () => {
		await other.login("head2", PASSWORD);
		await other.page.setViewportSize({ width: 390, height: 844 });
		await other.open("/patrol/road/new");
		await ready(other);
		await other.page.fill("#i-name", "手机写的路段");
		await other.page.fill("#i-from_on", "2026-11-24");
		await other.page.fill(FIELD, "113.55,34.80\n113.56,34.81");
		holds(await other.text(".jb-draw [role=status]"), "2 个点", "what is said under the map");
		await other.press("划定");
		await other.open("/patrol/area");
		await other.page.waitForSelector(".jb-map .g-area, .jb-map .g-key");
		holds(await other.text("table"), "键盘画的片域", "the neighbour's list");
		await other.look("area-list");
		await other.open("/patrol/road");
		await other.page.waitForSelector(".jb-map .g-draft");
		await other.look("road-list");
	});
	await step("what_two_units_claim_and_what_nobody_does_is_on_map_and_in_table", async () => {
		await other.open("/patrol/area/overlap");
		await other.page.waitForSelector(".jb-map .g-overlap");
		const rows = await other.page.locator("table tbody tr").allInnerTexts();
		// 0.0012 × 0.0135 and 0.006 × 0.004 degrees on the ellipsoid
		must(rows.some((row) => row.includes("石佛办事处") && row.includes("建设管理局") && row.includes("16.4")), `the overlap in ${rows}`);
		must(rows.some((row) => row.includes("无人负责") && row.includes("24.4")), `the hole in ${rows}`);
		same(await other.page.locator(".jb-map .g-hole").count() > 0, true, "the hole on the map");
		await other.page.locator("[data-map-look]").first().click();
		await other.page.waitForSelector(".leaflet-popup");
		await other.look("area-overlap");
	});
	await step("a_matters_place_is_chosen_on_a_map", async () => {
		const officer = await new Person(url, "officer").arrive();
		await officer.login("officer1", PASSWORD);
		await officer.open("/matter/new");
		await officer.page.waitForSelector(".jb-map.is-place[data-ready]");
		const map = officer.page.locator(".jb-map.is-place");
		await map.scrollIntoViewIfNeeded();
		await map.click({ position: { x: 200, y: 100 } });
		must(/^113\.\d{7},34\.\d{7}$/.test(await officer.page.locator("input[data-place]").inputValue()), "longitude and latitude are in the field");
		await officer.look("matter-place");
	});
	await step("nothing_of_it_leads_nowhere", async () => {
		await head.follow_links();
		await other.follow_links();
	});
}
