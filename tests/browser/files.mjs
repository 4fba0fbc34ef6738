// files.mjs - a contact proves a report with a photo and a PDF, from a phone; the Legal Bureau opens and downloads them.
// Once with script (several at once, pasted, refused and mended without sending again), once without.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { free_port, holds, must, new_folder, Person, run, same, serve } from "./house.mjs";

export const sentence = "files_are_attached_on_a_phone_and_downloaded_at_the_bureau";
const PASSWORD = "juebu-demo-2026";
const MONDAY = "2026-11-23T17:38";
const PHONE = { width: 390, height: 844 };

const PNG = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==", "base64");
const PDF = Buffer.from("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n" +
	"trailer<</Root 1 0 R>>\n%%EOF\n");
const photo = { name: "整改后现场.png", mimeType: "image/png", buffer: PNG };
const record = { name: "约谈笔录.pdf", mimeType: "application/pdf", buffer: PDF };
const program = { name: "程序.exe", mimeType: "application/octet-stream", buffer: Buffer.from("MZ\x90\0") };

const names = (page) => page.$$eval(".jb-filename", (all) => all.map((a) => a.textContent));

async function with_script(step, contact) {
	const { page } = contact;
	let report;
	await step("a_contact_chooses_a_photo_and_a_pdf_on_a_phone", async () => {
		await contact.login("contact1", PASSWORD);
		await page.setViewportSize(PHONE);
		await contact.open("/weekly/mine");
		report = new URL(page.url()).pathname;
		await page.setInputFiles("#i-file", [photo, record]);
		await page.fill("#i-label", "第二次约谈");
	});
	await step("they_stand_in_the_card_and_what_was_typed_elsewhere_stays", async () => {
		await page.evaluate(() => { for (const fold of document.querySelectorAll("details")) fold.open = true; });
		await page.locator("textarea").first().fill("打了一半的字");
		await page.locator("form[data-upload]").getByRole("button", { name: "上传" }).click();
		await page.waitForSelector(".jb-files li:nth-child(2)");
		same(await names(page), ["整改后现场.png", "约谈笔录.pdf"], "the attachments");
		same(await page.locator("textarea").first().inputValue(), "打了一半的字", "what was typed");
		holds(await contact.text(".jb-files"), "第二次约谈", "the label");
		holds(await contact.text(".jb-files"), "SM3 ", "the hash");
		await page.waitForFunction(() => document.querySelector(".jb-thumb img")?.naturalWidth === 1);
		await contact.look("files-attached");
	});
	await step("one_wrong_file_is_named_and_the_sound_one_need_not_be_sent_again", async () => {
		const text = { name: "附言.txt", mimeType: "text/plain", buffer: Buffer.from("附言\n") };
		await page.setInputFiles("#i-file", [text, program]);
		await page.locator("form[data-upload]").getByRole("button", { name: "上传" }).click();
		await page.waitForSelector("#attachments .jb-error");
		holds(await contact.text("#attachments .jb-error"), "程序.exe", "the fault");
		holds(await contact.text(".jb-staged"), "附言.txt", "what is staged");
		holds(contact.troubles.splice(0).join(), "422", "the refusal");
		await contact.look("files-refused");
		await page.locator("form[data-upload]").getByRole("button", { name: "上传" }).click();
		await page.waitForSelector(".jb-files li:nth-child(3)");
		same(await names(page), ["整改后现场.png", "约谈笔录.pdf", "附言.txt"], "the attachments");
	});
	await step("a_screenshot_is_pasted_and_a_file_is_dropped", async () => {
		await page.evaluate(() => {
			const form = document.querySelector("form[data-upload]");
			const data = (name, words) => {
				const all = new DataTransfer();
				all.items.add(new File([words], name, { type: "text/plain" }));
				return all;
			};
			form.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data("粘贴.txt", "贴\n"), bubbles: true, cancelable: true }));
			form.dispatchEvent(new DragEvent("drop", { dataTransfer: data("拖来.txt", "拖\n"), bubbles: true, cancelable: true }));
		});
		holds(await contact.text("[data-upload-state]"), "已选 2 个文件", "the state");
		await page.locator("form[data-upload]").getByRole("button", { name: "上传" }).click();
		await page.waitForSelector(".jb-files li:nth-child(5)");
	});
	await step("before_the_report_is_sent_a_file_is_deleted", async () => {
		await page.getByRole("link", { name: "去掉 拖来.txt" }).click();
		await page.waitForURL(/\/remove$/);
		await contact.look("files-remove");
		await contact.press("删除");
		same((await names(page)).length, 4, "the attachments left");
	});
	return report;
}

async function at_the_bureau(step, legal, report) {
	const { page } = legal;
	await step("the_bureau_sees_and_downloads_them_byte_by_byte", async () => {
		await legal.login("legal", PASSWORD);
		await legal.open(report);
		const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "约谈笔录.pdf" }).click()]);
		same(download.suggestedFilename(), "约谈笔录.pdf", "the name it is saved under");
		same(Buffer.compare(readFileSync(await download.path()), PDF), 0, "the difference of the bytes");
		must(await page.locator("form[data-upload]").count() === 0, "the Bureau is asked for files");
		await legal.look("files-bureau");
		await legal.follow_links();
	});
}

async function without_script(step, plain, report) {
	const { page } = plain;
	await step("without_script_the_form_does_the_same", async () => {
		await plain.login("head1", PASSWORD);
		await plain.open(`${report}/attachment`);
		await page.setInputFiles("#i-file", [program]);
		await plain.press("上传", 422);
		holds(await plain.text("#errors"), "程序.exe", "the summary");
		await page.setInputFiles("#i-file", [{ name: "无脚本.pdf", mimeType: "application/pdf", buffer: Buffer.concat([PDF, Buffer.from("\n")]) }]);
		await plain.press("上传");
		must(new URL(page.url()).pathname === report, `it leads to ${page.url()}`);
		must((await names(page)).includes("无脚本.pdf"), "it is not there");
	});
}

export default async function files(step) {
	const db = join(new_folder(), "files.db");
	const port = await free_port();
	run("build/juebu", ["demo", "--db", db, "--weeks", "2", "--until", MONDAY, "--seed", "7"]);
	const server = await serve("build/juebu", ["serve", "--db", db, "--listen", `127.0.0.1:${port}`, "--clock", MONDAY]);
	const url = `http://127.0.0.1:${port}`;
	const contact = await new Person(url, "contact1").arrive();
	const legal = await new Person(url, "legal").arrive({ acceptDownloads: true });
	const plain = await new Person(url, "head1").arrive({ javaScriptEnabled: false });
	const report = await with_script(step, contact);
	await at_the_bureau(step, legal, report);
	await without_script(step, plain, report);
	await server.stop();
	await step("verify_hashes_every_file_again", async () => run("build/juebu", ["verify", "--db", db]));
}
