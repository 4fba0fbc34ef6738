// record.mjs - an officer records a patrol in the browser: half an hour without a network, two photos, the browser killed,
// the login gone, an answer lost; then logged in again. At the server everything stands once.
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { createServer, connect } from "node:net";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { free_port, holds, must, new_folder, Person, run, same, serve } from "./house.mjs";

export const sentence = "a_patrol_recorded_without_a_network_and_through_a_kill_stands_once";
const PASSWORD = "juebu-demo-2026";
const HOUSE_NOW = "2026-11-23T17:38";
const SET_OUT = new Date("2026-11-23T16:30:00+08:00");
const PHONE = { width: 390, height: 844 };
const STEP_MS = 10_000;
const EACH_HALF = 90;             // twice a quarter of an hour

// ---- a network that can be cut, and one that loses an answer after the server has done what was asked ----

class Network {
	constructor(port) {
		this.to = port;
		this.open = new Set();
		this.lose = "";
	}

	async up(port) {
		this.port = port ?? this.port;
		this.listener = createServer((inside) => this.pass(inside));
		await new Promise((done) => this.listener.listen(this.port, "127.0.0.1", done));
	}

	async down() {
		const closed = new Promise((done) => this.listener.close(done));
		for (const socket of this.open)
			socket.destroy();
		await closed;
	}

	pass(inside) {
		const outside = connect(this.to, "127.0.0.1");
		let asked = "";
		for (const socket of [inside, outside]) {
			this.open.add(socket);
			socket.on("error", () => socket.destroy());
			socket.on("close", () => { this.open.delete(socket); inside.destroy(); outside.destroy(); });
		}
		inside.on("data", (bytes) => {
			const words = bytes.toString("latin1");
			asked = /^(GET|POST) /.test(words) ? words : asked;
			outside.write(bytes);
		});
		outside.on("data", (bytes) => {
			if (this.lose && asked.includes(this.lose)) {
				this.lose = "";
				this.lost = bytes.toString("latin1").split("\r\n")[0];
				inside.destroy();
			} else {
				inside.write(bytes);
			}
		});
	}
}

// ---- a browser with a profile that outlives it ----

async function browser(folder, url, at) {
	const context = await chromium.launchPersistentContext(folder, { executablePath: "/usr/bin/chromium", headless: true,
		args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
		viewport: PHONE, locale: "zh-CN", timezoneId: "Asia/Shanghai", reducedMotion: "reduce", baseURL: url, acceptDownloads: true,
		permissions: ["geolocation"], geolocation: { longitude: 113.55, latitude: 34.8088, accuracy: 8 } });
	const person = new Person(url, "officer1");
	context.setDefaultTimeout(30_000);
	await context.clock.install({ time: at });
	person.context = context;
	person.page = await person.tab();
	person.page.on("dialog", (dialog) => dialog.accept());
	return person;
}

// The first process of that profile; its children go with it.
function kill(folder) {
	for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
		let words = "";
		try {
			words = readFileSync(`/proc/${pid}/cmdline`, "latin1");
		} catch {
			continue;
		}
		if (words.includes(`--user-data-dir=${folder}`) && !words.includes("--type="))
			process.kill(Number(pid), "SIGKILL");
	}
}

const count_of = (page) => page.locator("#count").innerText().then((words) => parseInt(words, 10));

async function counted(page, wanted) {
	await page.waitForFunction((n) => parseInt(document.getElementById("count")?.textContent, 10) >= n, wanted, { polling: 20 });
}

// A step eastwards each ten seconds of the phone's clock, about 50 km/h.
async function drive(person, from, steps) {
	const { page, context } = person;
	let there = await count_of(page);
	for (let i = 0; i < steps; i++) {
		await page.clock.runFor(STEP_MS);
		await context.setGeolocation({ longitude: 113.55 + (from + i + 1) * 0.0015, latitude: 34.8088, accuracy: 8 });
		await counted(page, ++there);
	}
	return there;
}

const in_browser = (page, name) => page.evaluate((store) => new Promise((resolve, reject) => {
	const opening = indexedDB.open("juebu-recorder");
	opening.onerror = () => reject(opening.error);
	opening.onsuccess = () => {
		const asking = opening.result.transaction([store]).objectStore(store).getAll();
		asking.onsuccess = () => { opening.result.close(); resolve(asking.result); };
	};
}), name);

const bar = (page) => page.locator("#bar").innerText();
const bar_says = (page, words) => page.waitForFunction((part) => document.getElementById("bar")?.textContent.includes(part), words, { polling: 50 });

// ---- what the server has ----

async function rows(person, path) {
	const answer = await person.context.request.get(path);
	same(answer.status(), 200, `the status of ${path}`);
	return (await answer.json()).rows;
}

// Blocks say how many they hold; a row of the tail says it behind its three first bytes (src/track/pack.h).
const COUNTING = `
import sqlite3, sys
db = sqlite3.connect("file:" + sys.argv[1] + "?mode=ro", uri=True)
count = db.execute("SELECT coalesce(sum(points), 0) FROM track_block WHERE device_id = ?", (sys.argv[2],)).fetchone()[0]
for (blob,) in db.execute("SELECT points FROM track_tail WHERE device_id = ?", (sys.argv[2],)):
    shift, at = 0, 3
    while True:
        count += (blob[at] & 127) << shift
        if blob[at] < 128: break
        shift, at = shift + 7, at + 1
print(count)`;

function points_at_server(db, device) {
	const done = spawnSync("python3", ["-c", COUNTING, db, String(device)], { encoding: "utf8" });
	must(done.status === 0, done.stderr);
	return Number(done.stdout);
}

// ---- the story ----

async function sets_out(step, officer) {
	const { page } = officer;
	await step("an_officer_opens_the_recorder_and_sets_out", async () => {
		await officer.login("officer1", PASSWORD);
		await page.goto("/patrol/record");
		await page.waitForSelector("#i-device");
		await page.waitForFunction(() => navigator.serviceWorker.controller !== null, null, { polling: 100 });
		await officer.look("record-start");
		await page.setViewportSize(PHONE);
		await page.getByRole("button", { name: "开始巡查" }).click();
		await page.waitForSelector("#count");
		await page.waitForFunction(() => document.querySelector(".jb-rec-card")?.textContent.includes("已收到"), null, { polling: 100 });
	});
	await step("the_shell_holds_no_word_of_a_person", async () => {
		const shell = await (await officer.context.request.get("/patrol/record")).text();
		const { name, unit } = (await in_browser(page, "meta"))[0].value;
		must(!shell.includes(name) && !shell.includes(unit), "the shell names who is there");
	});
}

async function without_network(step, officer, network, told) {
	const { page } = officer;
	await step("without_a_network_it_opens_again_and_the_patrol_goes_on", async () => {
		await network.down();
		await officer.context.setOffline(true);
		await page.reload();
		await page.waitForSelector("#count");
		await page.clock.runFor(1000);
		await bar_says(page, "离线，已存");
		told.count = await drive(officer, 0, EACH_HALF);
	});
	await step("a_finding_with_two_photos_is_kept", async () => {
		const photos = [await page.screenshot({ type: "jpeg", quality: 60 }), await page.screenshot({ type: "png", fullPage: true })];
		await page.getByRole("button", { name: "记发现" }).click();
		await page.getByRole("button", { name: "存下" }).click();
		holds(await officer.text("#finding-wrong"), "请写明发现的问题", "the fault");
		await page.fill("#i-title", "人行道堆放建材");
		await page.fill("#i-where", "科学大道瑞达路口");
		await page.setInputFiles("#i-photos", [{ name: "a.jpg", mimeType: "image/jpeg", buffer: photos[0] },
			{ name: "b.png", mimeType: "image/png", buffer: photos[1] }]);
		officer.troubles.splice(0);
		await officer.look("record-finding");
		await page.setViewportSize(PHONE);
		await page.getByRole("button", { name: "存下" }).click();
		await page.waitForSelector(".jb-rec-finding");
		holds(await officer.text(".jb-rec-finding"), "本机", "the finding");
		holds(await officer.text(".jb-rec-finding"), "照片 2 张", "the finding");
		await officer.look("record-offline");
	});
}

async function killed(step, folder, url, officer, told) {
	let again;
	await step("the_browser_is_killed_and_the_patrol_goes_on_from_what_was_kept", async () => {
		const at = await officer.page.evaluate(() => Date.now());
		kill(folder);
		await officer.context.close().catch(() => null);
		again = await browser(folder, url, at + 60_000);
		await again.context.setOffline(true);
		await again.page.goto("/patrol/record");
		await again.page.waitForSelector("#count");
		must(await count_of(again.page) >= told.count, `${await count_of(again.page)} positions are left of ${told.count}`);
		holds(await again.text(".jb-rec-finding"), "人行道堆放建材", "what was kept");
		told.count = await drive(again, EACH_HALF, EACH_HALF);
		await again.page.getByRole("button", { name: "结束巡查" }).click();
		await again.page.waitForSelector("#i-device");
		again.troubles.splice(0);
	});
	return again;
}

async function comes_back(step, again, network) {
	const { page } = again;
	await step("the_network_is_back_and_the_login_has_expired", async () => {
		await again.context.clearCookies();
		await network.up();
		await again.context.setOffline(false);
		await page.clock.runFor(31_000);
		await bar_says(page, "登录已过期，记录都在本机，请重新登录");
		again.pardon = /401 for /;        // it asks again and again until somebody logs in
		await again.look("record-expired");
		await page.setViewportSize(PHONE);
	});
	await step("logged_in_again_all_is_sent_by_itself_though_an_answer_is_lost", async () => {
		network.lose = "POST /api/v1/recorder/points";
		await page.getByRole("link", { name: "重新登录" }).click();
		await page.waitForURL(/\/login/);
		await page.fill("#i-login", "officer1");
		await page.fill("#i-password", PASSWORD);
		await again.press("登录");
		await page.waitForSelector("#records");
		for (let tries = 0; !network.lost && tries < 100; tries++)
			await new Promise((wait) => setTimeout(wait, 100));
		holds(network.lost ?? "none", "200", "the answer that was lost");
		await page.clock.runFor(31_000);
		await page.waitForFunction(() => !document.getElementById("bar").textContent.includes("条在本机"), null, { polling: 100 });
		again.troubles.splice(0);
		holds(await again.text(".jb-rec-card"), "已收到", "the patrol");
		await again.look("record-received");
		await page.setViewportSize(PHONE);
	});
}

async function stands_once(step, again, db, told) {
	const { page } = again;
	await step("one_patrol_its_positions_its_finding_and_two_photos_stand_at_the_server_once", async () => {
		const [patrol] = await in_browser(page, "patrols");
		const positions = await in_browser(page, "positions");
		const patrols = (await rows(again, "/api/v1/patrol?most=200")).filter((row) => row.key === patrol.key);
		const findings = (await rows(again, "/api/v1/finding?most=200")).filter((row) => row.title === "人行道堆放建材");
		must(positions.length >= 2 * EACH_HALF && positions.length >= told.count, `only ${positions.length} positions were kept`);
		same([patrols.length, findings.length], [1, 1], "the patrols and findings");
		same(patrols[0].state, "ended", "the patrol");
		same(findings[0].patrol_id, patrols[0].id, "the finding's patrol");
		same((await rows(again, `/api/v1/finding/${findings[0].id}/attachment`)).length, 2, "the photos");
		same(points_at_server(db, patrols[0].device_id), positions.length, "the positions");
	});
	await step("one_tap_makes_it_a_matter", async () => {
		await page.getByRole("button", { name: /^转为执法事项/ }).click();
		await page.waitForFunction(() => document.querySelector(".jb-rec-finding").textContent.includes("已转事项"), null, { polling: 100 });
		const [finding] = await in_browser(page, "findings");
		const row = await (await again.context.request.get(`/api/v1/finding/${finding.id}`)).json();
		must(row.matter_id > 0, "there is no matter");
		same((await rows(again, `/api/v1/matter/${row.matter_id}/attachment`)).length, 2, "the matter's photos");
	});
	await step("what_was_recorded_can_be_taken_out_as_a_file", async () => {
		const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: /^导出/ }).first().click()]);
		const file = JSON.parse(readFileSync(await download.path(), "utf8"));
		same(file.positions.length, (await in_browser(page, "positions")).length, "the positions in the file");
	});
}

export default async function record(step) {
	const [folder, profile] = [new_folder(), new_folder()];
	const db = join(folder, "record.db");
	const port = await free_port();
	run("build/juebu", ["demo", "--db", db, "--weeks", "2", "--until", HOUSE_NOW, "--seed", "7"]);
	const server = await serve("build/juebu", ["serve", "--db", db, "--listen", `127.0.0.1:${port}`, "--clock", HOUSE_NOW]);
	const network = new Network(port);
	await network.up(await free_port());
	const url = `http://127.0.0.1:${network.port}`;
	const officer = await browser(profile, url, SET_OUT);
	const told = { count: 0 };
	await sets_out(step, officer);
	await without_network(step, officer, network, told);
	const again = await killed(step, profile, url, officer, told);
	await comes_back(step, again, network);
	await stands_once(step, again, db, told);
	await again?.context.close();
	await network.down();
	await server.stop();
}
