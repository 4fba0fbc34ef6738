// house.mjs - what the browser tests stand on: programs started and stopped, people with a browser each, pages
// looked at. Owns: what every page seen must be (status, axe, console, overflow, links). Does not own: any story.
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), "../..");
const SCREENS = process.env.JUEBU_SCREENS ?? join(ROOT, "build/screens");
const AXE = readFileSync(join(ROOT, "node_modules/axe-core/axe.min.js"), "utf8");
const DESK = { width: 1366, height: 768 };
const PHONE = { width: 390, height: 844 };
const PATIENCE_MS = 30_000;

// ---- programs ----

const running = new Set();

export function build(target) {
	const made = spawnSync("tools/build.sh", ["build", target], { cwd: ROOT, encoding: "utf8" });
	if (made.status !== 0)
		throw new Error(`${target} does not build\n${made.stdout}${made.stderr}`);
}

export function run(command, args) {
	const done = spawnSync(join(ROOT, command), args, { cwd: ROOT, encoding: "utf8", timeout: 120_000 });
	if (done.status !== 0)
		throw new Error(`${command} ${args.join(" ")} ended with ${done.status}\n${done.stdout}${done.stderr}`);
	return done.stdout;
}

// Starts a server and waits until what it prints holds its address.
export function serve(command, args) {
	const child = spawn(join(ROOT, command), args, { cwd: ROOT, stdio: ["pipe", "pipe", "pipe"] });
	const gone = new Promise((resolve) => child.once("exit", resolve));
	const server = { said: "", url: "", stop: async () => {
		running.delete(server);
		child.stdin.end();
		child.kill("SIGTERM");
		await gone;
	} };
	running.add(server);
	return new Promise((resolve, reject) => {
		const hear = (bytes) => {
			server.said += bytes;
			const address = /http:\/\/\S+:\d+/.exec(server.said);
			if (address && !server.url) {
				server.url = address[0];
				resolve(server);
			}
		};
		child.stdout.on("data", hear);
		child.stderr.on("data", hear);
		child.once("error", reject);
		gone.then((code) => reject(new Error(`${command} ended with ${code}\n${server.said}`)));
	});
}

export function free_port() {
	return new Promise((resolve) => {
		const probe = createServer().listen(0, "127.0.0.1", () => {
			const { port } = probe.address();
			probe.close(() => resolve(port));
		});
	});
}

const folders = [];
export function new_folder() {
	folders.push(mkdtempSync(join(tmpdir(), "juebu-browser-")));
	return folders.at(-1);
}

let browser;
export async function begin() {
	mkdirSync(SCREENS, { recursive: true });
	browser = await chromium.launch({ executablePath: "/usr/bin/chromium", headless: true, args: [
		"--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
		"--disable-component-update", "--disable-sync", "--hide-scrollbars"] });
}

export async function end() {
	for (const server of running)
		await server.stop();
	await browser?.close();
	for (const folder of folders)
		rmSync(folder, { recursive: true, force: true });
}

// ---- what a test says ----

export function must(truth, sentence) {
	if (!truth)
		throw new Error(sentence);
}

export function same(got, wanted, what) {
	const [a, b] = [JSON.stringify(got), JSON.stringify(wanted)];
	must(a === b, `${what} is ${a}, should be ${b}`);
}

export function holds(text, part, what) {
	must(text.includes(part), `${what} does not say “${part}” but “${text.trim().replace(/\s+/g, " ").slice(0, 300)}”`);
}

// ---- people ----

const kind_of = (path) => path.replace(/=[^&]*/g, "=").replace(/\d+/g, "0");
const kinds_seen = new Set();

// A person with a browser of their own. What goes wrong behind a page is kept and told by the next look().
export class Person {
	constructor(url, name) {
		this.url = url;
		this.name = name;
		this.troubles = [];
		this.pardon = null;             // what a story brings about on purpose
		this.links = new Map();
	}

	async arrive(options = {}) {
		this.context = await browser.newContext({ viewport: DESK, locale: "zh-CN", timezoneId: "Asia/Shanghai",
			reducedMotion: "reduce", baseURL: this.url, ...options });
		this.context.setDefaultTimeout(PATIENCE_MS);
		this.page = await this.tab();
		return this;
	}

	async tab() {
		const page = await this.context.newPage();
		page.on("pageerror", (error) => this.troubles.push(`script: ${error.message}`));
		page.on("console", (line) => {
			// The browser's own note about a refused form; the status is asked for where it is expected.
			if (line.type() === "error" && !line.text().startsWith("Failed to load resource"))
				this.troubles.push(`console: ${line.text()}`);
		});
		page.on("response", (response) => {
			const document = response.request().isNavigationRequest();
			if (response.status() >= (document ? 500 : 400))
				this.troubles.push(`${response.status()} for ${response.url()}`);
		});
		return page;
	}

	async login(login, password) {
		await this.page.goto("/login");
		await this.page.fill("#i-login", login);
		await this.page.fill("#i-password", password);
		await this.press("登录");
		must(!this.page.url().includes("/login"), `${login} cannot log in: ${await this.text("main")}`);
	}

	// Opens a page by its address; status: what the answer must be.
	async open(path, status = 200) {
		const response = await this.page.goto(path);
		same(response.status(), status, `the status of ${path} for ${this.name}`);
	}

	// Presses a button or link of the page by its words and waits for the page behind it.
	async press(words, status = 200, page = this.page) {
		const main = page.locator("main");
		for (const [place, exact] of [[main, true], [main, false], [page, false]])
			for (const role of ["button", "link"]) {
				const target = place.getByRole(role, { name: words, exact });
				if (await target.count())
					return this.go(() => target.first().click(), status, `“${words}”`, page);
			}
		throw new Error(`there is no “${words}” to press for ${this.name} on ${page.url()}`);
	}

	// An item of the menu.
	async choose(words) {
		await this.go(() => this.page.locator("nav.jb-side").getByRole("link", { name: words }).click(), 200, `“${words}”`);
	}

	async go(deed, status, what, page = this.page) {
		const [response] = await Promise.all([page.waitForNavigation({ waitUntil: "load", timeout: PATIENCE_MS }), deed()]);
		same(response.status(), status, `the status behind ${what} for ${this.name} (${response.url()})`);
	}

	text(selector) {
		return this.page.locator(selector).first().innerText();
	}

	// A request with this person's cookie and no page: what somebody could send by hand.
	async post(path, fields) {
		const csrf = await this.page.locator('input[name="_csrf"]').first().getAttribute("value");
		const answer = await this.context.request.post(path, { form: { _csrf: csrf, ...fields }, maxRedirects: 0 });
		return { status: answer.status(), location: answer.headers().location, text: await answer.text() };
	}

	// What every page must be; a picture of it in both sizes. A page of a kind that axe knows in both sizes it sees again
	// in the large one alone: on a page of forty forms it takes seconds.
	async look(name) {
		const kind = kind_of(new URL(this.page.url()).pathname);
		for (const [size, suffix] of [[PHONE, "phone"], [DESK, "desk"]]) {
			await this.page.setViewportSize(size);
			await this.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
			await this.page.screenshot({ path: join(SCREENS, `${name}-${suffix}.png`) });
			if (process.env.JUEBU_SCREENS_WHOLE)
				await this.page.screenshot({ path: join(SCREENS, `${name}-${suffix}-whole.png`), fullPage: true });
			const wide = await this.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
			must(wide <= 0, `${name} is ${wide} px too wide at ${size.width}: ${await this.page.evaluate(widest)}`);
			if (size === PHONE && kinds_seen.has(kind))
				continue;
			const violations = await this.axe();
			must(violations.length === 0, `axe on ${name} at ${size.width}:\n${violations.join("\n")}`);
		}
		kinds_seen.add(kind);
		const troubles = this.troubles.splice(0).filter((trouble) => !this.pardon?.test(trouble));
		must(troubles.length === 0, `behind ${name}: ${troubles.join("; ")}`);
		await this.gather_links();
	}

	async axe() {
		if (!await this.page.evaluate(() => "axe" in window))
			await this.page.evaluate(AXE);
		const found = await this.page.evaluate(() => window.axe.run(document, {
			runOnly: { type: "tag", values: ["wcag2a", "wcag2aa"] }, resultTypes: ["violations"] }));
		return found.violations.map((v) => `  ${v.id}: ${v.help}\n` +
			v.nodes.slice(0, 4).map((n) => `    ${n.html.slice(0, 160)} ${n.any[0]?.message ?? ""}`).join("\n"));
	}

	// Of each kind of address three are kept, so that a list of hundreds costs three requests.
	async gather_links() {
		for (const href of await this.page.$$eval("a[href^='/']", (links) => links.map((a) => a.getAttribute("href")))) {
			const path = href.split("#")[0];
			const kind = kind_of(path);
			const kept = this.links.get(kind) ?? this.links.set(kind, new Set()).get(kind);
			if (kept.size < 3)
				kept.add(path);
		}
	}

	async follow_links() {
		const dead = [];
		for (const kept of this.links.values())
			for (const path of kept) {
				const answer = await this.context.request.get(path);
				if (answer.status() !== 200)
					dead.push(`${path} (${answer.status()})`);
			}
		must(dead.length === 0, `links that lead nowhere for ${this.name}: ${dead.join(", ")}`);
	}
}

function widest() {
	const out = [...document.body.querySelectorAll("*")].filter((e) => e.getBoundingClientRect().right > innerWidth + 1)
		.map((e) => `${e.tagName.toLowerCase()}.${e.className.baseVal ?? e.className}`);
	return out.slice(0, 6).join(", ");
}
