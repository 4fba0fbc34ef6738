// parts.mjs - elements made without markup in texts: what somebody typed is never read as HTML. And minutes as people read them.
export function el(name, attributes = {}, ...inside) {
	const element = document.createElement(name);
	for (const [key, value] of Object.entries(attributes)) {
		if (key.startsWith("on"))
			element.addEventListener(key.slice(2), value);
		else if (value === true)
			element.setAttribute(key, "");
		else if (value !== false && value !== null && value !== undefined)
			element.setAttribute(key, value);
	}
	element.append(...inside.flat().filter((one) => one !== null && one !== undefined && one !== false));
	return element;
}

export function icon(name) {
	const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
	const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
	svg.setAttribute("class", "icon");
	svg.setAttribute("aria-hidden", "true");
	use.setAttribute("href", `${document.body.dataset.icons}#${name}`);
	svg.append(use);
	return svg;
}

export const button = (words, deed, more = {}) => el("button", { type: "button", class: "btn", onclick: deed, ...more }, words);

const parts_of = new Intl.DateTimeFormat("zh-CN", { timeZone: "Asia/Shanghai", month: "numeric", day: "numeric", hour: "2-digit",
	minute: "2-digit", hourCycle: "h23" });

export function minute(ms, with_day = false) {
	const part = Object.fromEntries(parts_of.formatToParts(ms).map(({ type, value }) => [type, value]));
	const clock = `${part.hour}:${part.minute}`;
	return with_day ? `${part.month}月${part.day}日 ${clock}` : clock;
}

export function span(ms) {
	const minutes = Math.max(0, Math.floor(ms / 60_000));
	return minutes >= 60 ? `${Math.floor(minutes / 60)} 小时 ${minutes % 60} 分` : `${minutes} 分`;
}

// One field: label, control, hint, and what is wrong with it.
export function field(name, label, control, { hint, wrong } = {}) {
	control.id = `i-${name}`;
	control.name = name;
	const notes = [hint && `h-${name}`, wrong && `e-${name}`].filter(Boolean);
	if (notes.length)
		control.setAttribute("aria-describedby", notes.join(" "));
	if (wrong)
		control.setAttribute("aria-invalid", "true");
	return el("div", { class: "jb-field" }, el("label", { for: control.id }, label),
		hint && el("p", { class: "jb-hint", id: `h-${name}` }, hint), control,
		wrong && el("p", { class: "jb-error", id: `e-${name}` }, wrong));
}

export function choice(rows, chosen) {
	return el("select", { class: "form-select" }, rows.map(([value, label]) =>
		el("option", { value, selected: String(value) === String(chosen ?? "") }, label)));
}

export const text = (value = "") => Object.assign(el("input", { class: "form-control", type: "text", autocomplete: "off" }), { value });
export const lines = (value = "") => Object.assign(el("textarea", { class: "form-control", rows: "3" }), { value });

// What was written, as a file of one's own: also where the server will not have it.
export function save_as(name, object) {
	const link = el("a", { href: URL.createObjectURL(new Blob([JSON.stringify(object, null, 1)], { type: "application/json" })), download: name });
	document.body.append(link);
	link.click();
	link.remove();
}
