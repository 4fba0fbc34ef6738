// lists.mjs - a list leaves the house: the legal bureau narrows the register, takes it as CSV and as XLSX, and a contact
// takes only what is the unit's own. What the files hold is judged in tests/export.py.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { free_port, holds, must, new_folder, Person, run, same, serve } from "./house.mjs";

export const sentence = "a_list_is_taken_as_a_file";
const PASSWORD = "juebu-demo-2026";
const UNTIL = "2026-11-23T17:38";

async function take(person, words) {
	const [download] = await Promise.all([
		person.page.waitForEvent("download"),
		person.page.locator("nav[aria-label=导出] a", { hasText: words }).click(),
	]);
	return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

export default async function story(step) {
	const db = join(new_folder(), "lists.db");
	const port = await free_port();
	run("build/juebu", ["demo", "--db", db, "--weeks", "2", "--until", UNTIL, "--seed", "7"]);
	const server = await serve("build/juebu", ["serve", "--db", db, "--listen", `127.0.0.1:${port}`, "--clock", UNTIL]);
	const url = `http://127.0.0.1:${port}`;
	const legal = await new Person(url, "legal").arrive();
	const contact = await new Person(url, "contact1").arrive();
	await step("the_bureau_takes_the_blocked_matters", async () => {
		await legal.login("legal", PASSWORD);
		await legal.open("/matter?state=blocked");
		await legal.look("matters-to-take");
		const shown = await legal.page.locator(".jb-table tbody tr").count();
		const csv = await take(legal, "CSV");
		must(/^执法事项-\d{8}\.csv$/.test(csv.name), `the file is called ${csv.name}`);
		const lines = csv.bytes.toString("utf8").trimEnd().split("\r\n");
		must(csv.bytes.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf])), "a byte order mark");
		same(lines.length - 1, shown, "rows in the file");
		must(lines.slice(1).every((line) => line.includes("受阻")), "only blocked ones");
		const xlsx = await take(legal, "XLSX");
		must(xlsx.name.endsWith(".xlsx") && xlsx.bytes.subarray(0, 2).toString() === "PK", "a workbook");
	});
	await step("the_ledger_says_who_took_it", async () => {
		await legal.open("/ledger");
		holds(await legal.text(".jb-table tbody tr:first-child"), "导出执法事项（XLSX）", "the newest entry");
	});
	await step("a_contact_takes_the_units_own", async () => {
		await contact.login("contact1", PASSWORD);
		await contact.open("/matter");
		const { bytes } = await take(contact, "CSV");
		const lines = bytes.toString("utf8").trimEnd().split("\r\n").slice(1);
		must(lines.length > 0 && lines.every((line) => line.includes("劳动监察大队")), "only the own unit's");
	});
	await server.stop();
}
