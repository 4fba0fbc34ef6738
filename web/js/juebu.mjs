// juebu.mjs - what a page gains with script; without it everything still works.
// Owns: the running countdown, focus on the error summary, the draft that saves itself, confirm before danger.

import { uploads } from "./files.mjs";
const loaded = performance.now();
const loadedAt = Number(document.body.dataset.now);
const now = () => loadedAt + Math.floor((performance.now() - loaded) / 1000);

// The server's words: 还剩 18 小时 22 分, 逾期 2 小时 10 分. Only the digits move.
function words(left) {
	const minutes = Math.floor(Math.abs(left) / 60);
	const hours = Math.floor(minutes / 60);
	const span = hours ? `${hours} 小时 ${minutes % 60} 分` : `${minutes} 分`;
	return left > 0 ? `还剩 ${span}` : `逾期 ${span}`;
}

function tick() {
	for (const element of document.querySelectorAll("[data-due]")) {
		const left = Number(element.dataset.due) - now();
		const text = words(left);
		if (element.textContent !== text)
			element.textContent = text;
		element.classList.toggle("jb-late-word", left <= 0);
	}
	for (const element of document.querySelectorAll("[data-big-due]")) {
		const left = Math.max(0, Number(element.dataset.bigDue) - now());
		element.querySelector("[data-hours]").textContent = String(Math.floor(left / 3600));
		element.querySelector("[data-minutes]").textContent = String(Math.floor(left / 60) % 60);
	}
}

function focusErrors() {
	document.getElementById("errors")?.focus();
}

// What the saving filled in from the register, where nothing was typed.
function takeWords(row, fresh) {
	const part = (field) => field.name.replace(/^.*\./, "");
	const own = [...row.querySelectorAll("textarea, select")];
	for (const field of fresh.querySelectorAll("textarea, select")) {
		const mine = own.find((one) => part(one) === part(field));
		if (mine && !mine.value)
			mine.value = field.value;
	}
}

// Rows the saving made have their number now. A row is known by its number, else by the matter it names, else it is
// the next one that was written by hand; what was typed since stays. Rows the saving took away go.
function takeNumbers(form, page) {
	const rows = (root) => [...root.querySelectorAll("[data-row]")].map((row) => ({
		row,
		id: row.querySelector('input[name$=".id"]'),
		matter: row.querySelector("[data-matter]")?.value ?? "",
		title: row.querySelector('input[name$=".title"]')?.value.trim() ?? "",
	}));
	const mine = rows(form);
	const fresh = rows(page).filter((one) => one.id?.value);
	for (const one of fresh) {
		if (mine.some((my) => my.id?.value === one.id.value))
			continue;
		const waiting = mine.filter((my) => my.id && !my.id.value);
		const match = one.matter ? waiting.find((my) => my.matter === one.matter) : waiting.find((my) => !my.matter && my.title);
		if (match) {
			match.id.value = one.id.value;
			takeWords(match.row, one.row);
		}
	}
	for (const my of mine)
		if (my.id?.value && !fresh.some((one) => one.id.value === my.id.value))
			my.row.remove();
}

// A form that says data-autosave is sent in the background a while after the last key; the answer's version
// goes into the form so that the next sending is not stale.
function autosave(form) {
	const said = document.querySelector("[data-saved]");
	const say = (words) => {
		if (said)
			said.textContent = words;
	};
	let timer = 0;
	let changed = false;
	async function save() {
		if (!changed)
			return;
		changed = false;
		const body = new URLSearchParams(new FormData(form));
		body.delete("_once");
		try {
			const answer = await fetch(form.dataset.autosave, { method: "POST", body, headers: { "X-Juebu-Draft": "1" }, redirect: "follow" });
			const page = new DOMParser().parseFromString(await answer.text(), "text/html");
			const fresh = page.querySelector(`form[data-autosave] input[name="version"]`);
			if (!answer.ok || !fresh) {
				changed = true;
				say(page.querySelector("#errors h2")?.textContent ?? "还没有存上，请按存稿");
				return;
			}
			takeNumbers(form, page);
			form.querySelector('input[name="version"]').value = fresh.value;
			say(page.querySelector("[data-saved]")?.textContent ?? "");
		} catch {
			changed = true;
			say("还没有存上，稍后再试");
		}
	}
	form.addEventListener("input", () => {
		changed = true;
		clearTimeout(timer);
		timer = setTimeout(save, 20_000);
	});
	form.addEventListener("submit", () => { clearTimeout(timer); changed = false; });
}

// What is folded opens when a link leads into it, and for print.
function unfold() {
	document.addEventListener("click", (event) => {
		const link = event.target.closest?.('a[href^="#"]');
		const target = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
		const fold = target?.closest("details");
		if (fold)
			fold.open = true;
	});
	window.addEventListener("beforeprint", () => {
		for (const fold of document.querySelectorAll("main details"))
			fold.open = true;
	});
}

// What belongs to a choice is shown with it: <… data-shown-if="name=value">.
function choices() {
	const parts = [...document.querySelectorAll("[data-shown-if]")];
	const show = () => {
		for (const part of parts) {
			const [name, value] = part.dataset.shownIf.split("=");
			const chosen = document.querySelector(`input[name="${CSS.escape(name)}"]:checked`) ??
				document.querySelector(`select[name="${CSS.escape(name)}"]`);
			part.hidden = chosen?.value !== value;
		}
	};
	if (parts.length) {
		document.addEventListener("change", show);
		show();
	}
}

document.addEventListener("submit", (event) => {
	const asks = event.submitter?.dataset.asks;
	if (asks && !window.confirm(asks))
		event.preventDefault();
});
for (const button of document.querySelectorAll("[data-print]")) {
	button.hidden = false;
	button.addEventListener("click", () => window.print());
}

focusErrors();
unfold();
choices();
uploads();
for (const form of document.querySelectorAll("form[data-autosave]"))
	autosave(form);
tick();
setInterval(tick, 1000);
