// record.mjs - 现场记录: a patrol recorded in the browser, with or without a network.
//
// Owns: the page, from what is kept (record/store.mjs) and how far it has been sent (record/sync.mjs). Whatever is pressed is
// kept first and shown then; nothing waits for the server. Opened again after the browser was killed, a patrol that runs goes on.
import { button, choice, el, field, icon, lines, minute, save_as, span, text } from "./record/parts.mjs";
import { small_photo } from "./record/photo.mjs";
import { new_key, open_store } from "./record/store.mjs";
import { Sync, iso } from "./record/sync.mjs";
import { Watch } from "./record/watch.mjs";

const ROUND_MS = 30_000;
const LOGIN = "/login?to=%2Fpatrol%2Frecord";
const AHEAD_S = 60;

const main = document.getElementById("recorder");
const bar = el("div", { id: "bar", role: "status" });
const place = el("div", { id: "place" });
const records = el("section", { id: "records", "aria-label": "记录" });
let store, sync, watch;
let shown = "";                   // which form stands in place: start, run, finding
let kept = { patrols: [], findings: [], photos: [] };
let counted = 0;

const mine = (row) => !sync.me || row.account === sync.me.account;
const running = () => kept.patrols.find((patrol) => mine(patrol) && !patrol.ended_at) ?? null;

// ---- what is kept, told ----

const refusal_of = (row) => row.refused && el("span", { class: "jb-rec-no" }, `没有收下：${row.refused.words}`);

// 本机 or 已收到 with the minute.
const standing = (at) => at ? el("span", { class: "jb-state is-done" }, `已收到 ${minute(at)}`) : el("span", { class: "jb-state is-soon" }, "本机");

function waiting() {
	const of_patrols = kept.patrols.filter(mine);
	return of_patrols.filter((patrol) => !patrol.begin_received || (patrol.ended_at && !patrol.end_received)).length
		+ kept.findings.filter((one) => mine(one) && !one.received).length
		+ kept.photos.filter((one) => mine(one) && !one.received).length + kept.unsent;
}

function bar_words() {
	const count = waiting();
	switch (sync.state) {
	case "offline": return [`离线，已存 ${count} 条在本机，联网后自动上报`];
	case "expired": return ["登录已过期，记录都在本机，请", el("a", { href: LOGIN }, "重新登录")];
	case "refused": return [sync.words, "，记录都在本机。", el("a", { href: "/" }, "返回首页")];
	case "busy": return [sync.words || "服务器忙", `，已存 ${count} 条在本机，稍后再报`];
	case "asking": return count ? [`正在连接，已存 ${count} 条在本机`] : [];
	default: return count ? [`还有 ${count} 条在本机，正在上报`] : [];
	}
}

function show_bar() {
	const words = bar_words();
	const others = kept.patrols.filter((patrol) => !mine(patrol) && !patrol.end_received);
	if (sync.state === "ok" && Math.abs(sync.ahead_s ?? 0) > AHEAD_S)
		words.push(`本机时间${sync.ahead_s > 0 ? "快" : "慢"}了 ${Math.round(Math.abs(sync.ahead_s) / 60)} 分，请校准。`);
	if (others.length)
		words.push(` 另有 ${others[0].name} 的 ${others.length} 次巡查在本机，要用那个账号登录才上报。`);
	bar.className = words.length ? "jb-rec-bar" : "";
	const said = words.map((one) => typeof one === "string" ? one : one.textContent).join("");
	if (bar.textContent !== said)
		bar.replaceChildren(...words);
	document.getElementById("who").textContent = sync.me ? `${sync.me.unit ?? ""} ${sync.me.name}` : "";
}

// ---- setting out ----

const of_rows = (rows) => rows.map(({ id, name }) => [id, name]);

function wrong_at(row, name) {
	return row?.refused?.fields?.find((one) => one.field === name)?.message;
}

// The form of a new patrol, or of one that was refused and is to be mended.
function start_form(old = null) {
	const { me } = sync;
	const device = choice([["", "本机（这部手机）"], ...of_rows(me.devices)], old?.device_id);
	const lead = choice(of_rows(me.officers), old?.lead_id ?? me.officer);
	const second = choice([["", "没有"], ...of_rows(me.officers)], old?.second_id);
	const words = text(old?.words);
	const form = el("form", { class: "jb-rec-form", novalidate: true, onsubmit: async (event) => {
		event.preventDefault();
		await (old ? mend_patrol(old, { device, lead, second, words }) : set_out({ device, lead, second, words }));
	} },
	el("h2", {}, old ? "改正这次巡查" : "开始巡查"),
	field("device", "车辆或设备", device, { wrong: wrong_at(old, "device_id") }),
	field("lead", "带队人员", lead, { wrong: wrong_at(old, "lead_id") }),
	field("second", "同行人员", second, { wrong: wrong_at(old, "second_id") }),
	field("words", "说明", words, { hint: "可不填", wrong: wrong_at(old, "words") }),
	el("p", { class: "jb-hint" }, "从开始到结束记录位置，请让屏幕亮着；不巡查时不记录。"),
	el("div", { class: "jb-rec-foot" }, old && button("取消", () => show("")),
		el("button", { type: "submit", class: "btn btn-primary" }, old ? "改好" : "开始巡查")));
	return form;
}

const chosen = ({ device, lead, second, words }) => ({ device_id: Number(device.value) || null, device_name: device.selectedOptions[0].textContent,
	lead_id: Number(lead.value) || null, second_id: Number(second.value) || null, words: words.value.trim() });

async function set_out(form) {
	const { account, name, unit } = sync.me;
	await store.put("patrols", { key: new_key(), account, name, unit, began_at: Date.now(), ended_at: null, ...chosen(form),
		batches: [], acked: 0, left_out: 0, refused: null });
	navigator.storage?.persist?.().catch(() => null);
	await refresh();
	show("");
	sync.round();
}

async function mend_patrol(old, form) {
	await store.change("patrols", old.key, { ...chosen(form), refused: null });
	await refresh();
	show("");
	sync.round(true);
}

// ---- under way ----

function run_card(patrol) {
	return el("div", { class: "jb-rec-run" },
		el("h2", {}, "巡查中"),
		el("p", {}, `${minute(patrol.began_at)} 开始，${patrol.device_name}`),
		el("dl", { class: "jb-rec-facts" },
			el("div", {}, el("dt", {}, "已巡"), el("dd", { id: "lasts" })),
			el("div", {}, el("dt", {}, "位置"), el("dd", { id: "count" })),
			el("div", {}, el("dt", {}, "精度"), el("dd", { id: "sharp" }))),
		el("p", { class: "jb-rec-no", id: "trouble", role: "status" }),
		el("div", { class: "jb-rec-foot" }, button("结束巡查", come_back),
			button([icon("camera"), "记发现"], () => show("finding"), { class: "btn btn-primary" })));
}

function show_run() {
	const patrol = running();
	const put = (id, words) => {
		const element = document.getElementById(id);
		if (element && element.textContent !== words)
			element.textContent = words;
	};
	if (!patrol)
		return;
	put("lasts", span(Date.now() - patrol.began_at));
	put("count", `${counted} 个`);
	put("sharp", watch.last?.accuracy ? `${watch.last.accuracy} 米` : "—");
	put("trouble", watch.trouble);
}

async function come_back() {
	const patrol = running();
	if (!patrol || !window.confirm("结束这次巡查？之后不再记录位置。"))
		return;
	await store.change("patrols", patrol.key, { ended_at: Date.now() });
	watch.stop();
	await refresh();
	show("");
	sync.round(true);
}

// ---- a finding ----

function place_words() {
	const { last } = watch;
	if (!last)
		return "还没有定到位置，请写明地点";
	return `东经 ${last.lon.toFixed(5)}，北纬 ${last.lat.toFixed(5)}${last.accuracy ? `，精度 ${last.accuracy} 米` : ""}`;
}

function finding_form(old = null) {
	const title = text(old?.title);
	const category = choice(sync.me.categories.map(({ word, label }) => [word, label]), old?.category ?? "street");
	const where = text(old?.place);
	const words = lines(old?.words);
	const photos = el("input", { class: "form-control", type: "file", accept: "image/*", capture: "environment", multiple: true });
	const wrong = el("p", { class: "jb-error", role: "alert", id: "finding-wrong" });
	const found = { last: watch.last, at: Date.now() };
	return el("form", { class: "jb-rec-form", novalidate: true, onsubmit: async (event) => {
		event.preventDefault();
		wrong.textContent = "";
		try {
			await (old ? mend_finding(old, { title, category, where, words }) : note({ title, category, where, words, photos, found }));
		} catch (error) {
			wrong.textContent = error.message;
		}
	} },
	el("h2", {}, old ? "改正这条发现" : "记发现"),
	field("title", "发现的问题", title, { wrong: wrong_at(old, "title") }),
	field("category", "类别", category),
	field("where", "地点", where, { hint: old ? undefined : place_words(), wrong: wrong_at(old, "place") }),
	field("words", "情况", words, { hint: "可不填", wrong: wrong_at(old, "words") }),
	old ? null : field("photos", "照片", photos, { hint: "可以几张" }), wrong,
	el("div", { class: "jb-rec-foot" }, button("取消", () => show("")),
		el("button", { type: "submit", class: "btn btn-primary" }, old ? "改好" : "存下")));
}

function checked(form) {
	const row = { title: form.title.value.trim(), category: form.category.value, place: form.where.value.trim(), words: form.words.value.trim() };
	if (!row.title)
		throw new Error("请写明发现的问题");
	return row;
}

async function photos_of(input, finding) {
	const all = [];
	for (const file of input.files) {
		const blob = await small_photo(file);
		all.push({ key: new_key(), finding, account: sync.me.account, name: `现场照片${all.length + 1}.jpg`, bytes: await blob.arrayBuffer(), received: null });
	}
	return all;
}

async function note(form) {
	const { account } = sync.me;
	const { last, at } = form.found;
	const finding = { key: new_key(), patrol: running()?.key ?? null, account, found_at: at, ...checked(form),
		lon: last?.lon ?? null, lat: last?.lat ?? null, received: null, refused: null };
	if (!last && !finding.place)
		throw new Error("还没有定到位置，请写明地点");
	await store.add_finding(finding, await photos_of(form.photos, finding.key));
	await refresh();
	show("");
	sync.round(true);
}

async function mend_finding(old, form) {
	await store.change("findings", old.key, { ...checked(form), refused: null });
	await refresh();
	show("");
	sync.round(true);
}

// ---- the list ----

async function take_out(patrol) {
	const findings = kept.findings.filter((one) => one.patrol === patrol.key);
	save_as(`巡查-${iso(patrol.began_at).slice(0, 16).replace(":", "")}.json`, { patrol, findings,
		positions: await store.positions(patrol.key, 0) });
}

function finding_row(one) {
	const photos = kept.photos.filter((photo) => photo.finding === one.key);
	const there = photos.filter((photo) => photo.received).length;
	const bad = photos.find((photo) => photo.refused && !photo.received);
	const open = one.received && one.state === "noted" && there === photos.length;
	return el("li", { class: "jb-rec-finding" },
		el("div", {}, one.id ? el("a", { href: `/patrol/finding/${one.id}` }, one.title) : el("strong", {}, one.title), " ", standing(one.received)),
		el("p", { class: "jb-small jb-two" }, [minute(one.found_at), one.place, photos.length && `照片 ${photos.length} 张${there < photos.length ?
			`，${photos.length - there} 张在本机` : ""}`, one.label].filter(Boolean).join(" · ")),
		one.whose?.length ? el("p", { class: "jb-small" }, `按坐标属于：${one.whose.join("、")}`) : null,
		refusal_of(one), bad && refusal_of(bad),
		one.refused && !one.received && button("改正", () => show("mend-finding", one), { "aria-label": `改正 ${one.title}` }),
		open && button("转为执法事项", () => sync.register(one.key), { class: one.is_ours ? "btn btn-primary" : "btn", "aria-label": `转为执法事项 ${one.title}` }),
		open && el("a", { class: "btn", href: `/patrol/finding/${one.id}/hand`, "aria-label": `移交 ${one.title}` }, "移交"));
}

function patrol_card(patrol) {
	const ended = patrol.ended_at ? `—${minute(patrol.ended_at)}` : " 起，巡查中";
	const name = `${minute(patrol.began_at, true)}${ended}`;
	const end_by_clock = patrol.ended_how === "clock" ? "超过最长时间，已自动结束。" : "";
	return el("article", { class: "card jb-rec-card" },
		el("h3", {}, patrol.id ? el("a", { href: `/patrol/tour/${patrol.id}` }, name) : name, " ",
			standing(patrol.ended_at ? patrol.end_received : patrol.begin_received)),
		el("p", { class: "jb-small jb-two" }, `${patrol.device_name}${patrol.points_received ? ` · 轨迹已收到 ${minute(patrol.points_received)}` : ""}`),
		el("p", { class: "jb-small" }, end_by_clock, patrol.left_out ? `${patrol.left_out} 个位置不在巡查期间，没有收。` : ""),
		refusal_of(patrol),
		el("ul", {}, kept.findings.filter((one) => one.patrol === patrol.key).sort((a, b) => b.found_at - a.found_at).map(finding_row)),
		patrol.refused && !patrol.begin_received && button("改正", () => show("mend-patrol", patrol), { "aria-label": `改正 ${name}` }),
		button("导出", () => take_out(patrol), { "aria-label": `导出 ${name}` }));
}

function show_records() {
	const patrols = kept.patrols.filter(mine).sort((a, b) => b.began_at - a.began_at);
	records.replaceChildren(el("h2", {}, "本机的记录"), ...patrols.length ? patrols.map(patrol_card)
		: [el("p", { class: "jb-two" }, "还没有记录。")]);
}

// ---- the page ----

// form "": whichever is due. A form that is being filled in is left as it is.
function show(form, row = null) {
	if (!sync.me)
		return place.replaceChildren(el("p", { class: "jb-two" }, sync.state === "expired" ? "请先登录，登录一次以后，没有网络也能用。"
			: sync.state === "refused" ? sync.words : "第一次使用要联网打开一次，以后没有网络也能用。"));
	const due = form || (running() ? "run" : "start");
	const make = { start: () => start_form(), run: () => run_card(running()), finding: () => finding_form(),
		"mend-patrol": () => start_form(row), "mend-finding": () => finding_form(row) };
	place.replaceChildren(make[due]());
	if (form)
		place.querySelector("input, select")?.focus();
	shown = due;
	show_run();
}

async function read() {
	const patrols = await store.all("patrols");
	const current = patrols.find((patrol) => !patrol.ended_at && (!sync.me || patrol.account === sync.me.account));
	let unsent = 0;
	for (const patrol of patrols)
		if (!patrol.end_received && (!sync.me || patrol.account === sync.me.account) && await has_unsent(patrol))
			unsent++;
	counted = current ? await store.position_count(current.key) : 0;
	kept = { patrols, findings: await store.all("findings"), photos: await store.all("photos"), unsent };
}

async function has_unsent(patrol) {
	const edge = patrol.acked > 0 ? patrol.batches[patrol.acked - 1] : 0;
	return (await store.positions(patrol.key, edge, Infinity, 1)).length > 0;
}

async function refresh() {
	await read();
	show_bar();
	show_records();
	const due = running() ? "run" : "start";
	if (!shown || ((shown === "run" || shown === "start") && shown !== due))
		show("");
	if (running())
		watch.start();
	show_run();
}

// Many changes in a moment are one look.
let asked = null;
function changed() {
	asked ??= setTimeout(() => {
		asked = null;
		refresh();
	}, 50);
}

async function taken(position) {
	const patrol = running();
	if (!patrol)
		return watch.stop();
	await store.add_position({ patrol: patrol.key, ...position });
	counted++;
}

async function open() {
	store = await open_store();
	sync = new Sync(store, changed);
	watch = new Watch(taken, show_run);
	await sync.start();
	main.replaceChildren(bar, place, records);
	await store.tidy(Date.now());
	await refresh();
	setInterval(() => sync.round(), ROUND_MS);
	setInterval(show_run, 1000);
	window.addEventListener("online", () => sync.round());
	window.addEventListener("offline", () => sync.round());
	document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && sync.round());
	sync.round();
}

// Two windows would each record the way.
async function open_alone() {
	if ("serviceWorker" in navigator)
		navigator.serviceWorker.register("/sw.js", { scope: "/patrol/record" }).catch(() => null);
	if (!navigator.locks)
		return open();
	return navigator.locks.request("juebu-recorder", { ifAvailable: true }, async (lock) => {
		if (!lock) {
			main.replaceChildren(el("p", { class: "jb-two" }, "现场记录已经在另一个窗口打开，请用那一个。"));
			return;
		}
		await open();
		await new Promise(() => {});
	});
}

open_alone().catch((error) => {
	main.replaceChildren(el("p", { class: "jb-rec-no", role: "alert" }, `这个浏览器存不下记录（${error.message}），请换一个，不要用无痕窗口。`));
});
