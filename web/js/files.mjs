// files.mjs - attachments with script: sent in the background with a progress bar, dropped, pasted, and the card
// shown anew, so that what is typed elsewhere on the page stays.
// Owns: every form with data-upload. The server's answer is the truth: its card, or its form with the faults.

function state(form, words) {
	const place = form.querySelector("[data-upload-state]");
	place.textContent = words;
	return place;
}

function bar(form) {
	const progress = document.createElement("progress");
	progress.setAttribute("aria-label", "上传进度");
	progress.max = 1;
	progress.value = 0;
	state(form, "正在上传").append(progress);
	return progress;
}

// The card as the server shows it now; after a refusal with the faults at their fields and the files that are there.
function show(form, page) {
	const card = form.closest("#attachments");
	const fresh = page.querySelector("#attachments");
	if (!card || !fresh) {
		state(form, page.querySelector("#errors, .jb-note, main")?.textContent.trim() ?? "没有上传，请重试");
		return;
	}
	card.replaceWith(fresh);
	uploads(fresh);
	(fresh.querySelector(".jb-error") ?? fresh.querySelector(".jb-files li:last-child a"))?.scrollIntoView({ block: "nearest" });
}

// What the page says is wrong but the card has no field for: too many bytes, the row was closed meanwhile.
function complain(page) {
	const card = document.querySelector("#attachments");
	const form = card?.querySelector("form[data-upload]");
	const errors = page.querySelector("#errors");
	if (form && errors && !card.querySelector(".jb-error"))
		state(form, errors.textContent.trim());
}

function send(form, body) {
	const request = new XMLHttpRequest();
	const button = form.querySelector('[type="submit"]');
	const progress = bar(form);
	button.disabled = true;
	request.upload.addEventListener("progress", (event) => {
		if (event.lengthComputable)
			progress.value = event.loaded / event.total;
	});
	request.addEventListener("load", () => {
		const page = new DOMParser().parseFromString(request.responseText, "text/html");
		button.disabled = false;
		show(form, page);
		complain(page);
	});
	request.addEventListener("error", () => {
		button.disabled = false;
		state(form, "没有传完：网络断了。请再按一次上传，已传完的不会重复");
	});
	request.open("POST", form.action);
	request.send(body);
}

function enhance(form) {
	const box = form.querySelector('input[type="file"]');
	const take = (files) => {
		if (!files.length)
			return;
		const all = new DataTransfer();
		for (const file of [...box.files, ...files])
			all.items.add(file);
		box.files = all.files;
		state(form, `已选 ${all.files.length} 个文件，可以再选，或按上传`);
	};
	form.addEventListener("submit", (event) => {
		event.preventDefault();
		send(form, new FormData(form));
	});
	form.addEventListener("dragover", (event) => {
		event.preventDefault();
		form.classList.add("is-over");
	});
	form.addEventListener("dragleave", () => form.classList.remove("is-over"));
	form.addEventListener("drop", (event) => {
		event.preventDefault();
		form.classList.remove("is-over");
		take([...event.dataTransfer.files]);
	});
	form.addEventListener("paste", (event) => {
		if (event.clipboardData.files.length) {
			event.preventDefault();
			take([...event.clipboardData.files]);
		}
	});
	state(form, "也可以把文件拖到这里，或粘贴截图");
}

export function uploads(root = document) {
	for (const form of root.querySelectorAll("form[data-upload]"))
		enhance(form);
}
