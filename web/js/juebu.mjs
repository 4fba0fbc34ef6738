// juebu.mjs - what a page gains with script; without it everything still works.
// Owns: the running countdown, focus on the error summary, the draft that saves itself, confirm before danger.

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

// A form that says data-autosave is sent in the background a while after the last key; the answer's version
// goes into the form so that the next sending is not stale.
function autosave(form) {
	const said = document.querySelector("[data-saved]");
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
			if (!answer.ok || !fresh)
				throw new Error("not saved");
			// Rows the first saving made have their number now; take the numbers over, leave what was typed since.
			for (const id of page.querySelectorAll('form[data-autosave] input[name$=".id"]')) {
				const mine = form.querySelector(`input[name="${CSS.escape(id.name)}"]`);
				if (mine)
					mine.value = id.value;
			}
			form.querySelector('input[name="version"]').value = fresh.value;
			if (said)
				said.textContent = page.querySelector("[data-saved]")?.textContent ?? "";
		} catch {
			changed = true;
			if (said)
				said.textContent = "还没有存上，稍后再试";
		}
	}
	form.addEventListener("input", () => {
		changed = true;
		clearTimeout(timer);
		timer = setTimeout(save, 20_000);
	});
	form.addEventListener("submit", () => { clearTimeout(timer); changed = false; });
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
choices();
for (const form of document.querySelectorAll("form[data-autosave]"))
	autosave(form);
tick();
setInterval(tick, 1000);
