// play.mjs - the play bar under the map: one device's week, a car that moves, a knob over seven days.
//
// <form data-play> beside the map asks for the points of the device that is chosen there; asking stands in the ledger, so nothing is
// asked before somebody presses. Keys on the bar: ← → ten minutes, space plays. Whoever wants no motion gets a step a second.
import { element, L, svg } from "./base.mjs";

const DAY = 86400;
const WIDTH = 396;
const TRAIL = 15 * 60;
const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
const x = (seconds) => 3 + (seconds / (7 * DAY)) * (WIDTH - 6);
const DAYS = ["周一", "周二", "周三", "周四", "周五", "周六", "周日"];

// Without a silence between them.
function legs(points) {
	const all = [];
	for (const [t, lon, lat, broken] of points) {
		if (broken || !all.length)
			all.push([]);
		all[all.length - 1].push({ t, at: [lon / 1e7, lat / 1e7] });
	}
	return all;
}

function scale() {
	const drawing = svg("svg", { class: "jb-scrub", viewBox: `0 0 ${WIDTH} 40`, preserveAspectRatio: "none", "aria-hidden": "true" });
	DAYS.forEach((day, i) => drawing.append(
		svg("line", { class: "s-tick", x1: x(i * DAY), x2: x(i * DAY), y1: 6, y2: 36 }),
		svg("rect", { class: "s-bar", x: x(i * DAY), y: 13, width: x(DAY) - x(0), height: 6 }),
		svg("text", { class: "t-mute", x: x(i * DAY) + 5, y: 35 }, day)));
	return drawing;
}

class Player {
	constructor(form, view) {
		Object.assign(this, { form, view, legs: [], t: 0, from: 0, speed: 60, timer: 0 });
		this.bar = form.querySelector("[data-play-bar]");
		this.says = form.querySelector("[data-play-now]");
		this.button = form.querySelector("[data-play-go]");
		this.drawing = scale();
		this.ran = svg("g", {});
		this.knob = svg("circle", { class: "s-knob", cx: x(0), cy: 16, r: 7 });
		this.drawing.append(this.ran, this.knob);
		this.bar.append(this.drawing);
		form.hidden = false;
		this.listen();
	}

	listen() {
		this.form.addEventListener("submit", (event) => event.preventDefault());
		this.button.addEventListener("click", () => this.toggle());
		this.form.elements.device.addEventListener("change", () => this.forget());
		for (const one of this.form.querySelectorAll("[data-speed]"))
			one.addEventListener("click", () => this.faster(one));
		this.bar.addEventListener("click", (event) => this.seek(event));
		this.bar.addEventListener("keydown", (event) => this.key(event));
	}

	faster(chosen) {
		this.speed = Number(chosen.dataset.speed);
		for (const one of this.form.querySelectorAll("[data-speed]"))
			one.setAttribute("aria-pressed", String(one === chosen));
	}

	forget() {
		this.stop();
		this.legs = [];
		this.layer?.remove();
		this.ran.replaceChildren();
		this.says.textContent = "按播放，看这辆车的一周";
	}

	async load() {
		if (this.legs.length)
			return true;
		const answer = await fetch(this.form.action, { method: "POST", body: new URLSearchParams(new FormData(this.form)) });
		if (!answer.ok) {
			this.says.textContent = "轨迹没有读到，请刷新后再试";
			return false;
		}
		const track = await answer.json();
		this.name = track.name;
		this.from = track.from;
		this.legs = legs(track.points);
		if (!this.legs.length) {
			this.says.textContent = `${this.name ?? ""} 这一周没有轨迹`;
			return false;
		}
		this.begin();
		return true;
	}

	begin() {
		for (const leg of this.legs)
			this.ran.append(svg("rect", { class: "s-act", x: x(leg[0].t - this.from), y: 10, height: 12, rx: 2,
				width: Math.max(1.5, x(leg[leg.length - 1].t) - x(leg[0].t)) }));
		this.trail = L.polyline([], { className: "g-trail", interactive: false });
		this.car = L.circleMarker([0, 0], { className: "g-car", radius: 7, interactive: false });
		this.layer = L.layerGroup().addTo(this.view.map);
		this.to(this.legs[0][0].t);
	}

	// The leg that is driven at that second, or the next one.
	leg(t) {
		return this.legs.find((leg) => leg[leg.length - 1].t >= t);
	}

	place(leg, t) {
		const next = Math.max(0, leg.findIndex((point) => point.t >= t));
		const after = leg[next];
		const before = leg[Math.max(0, next - 1)];
		const share = after.t > before.t ? (t - before.t) / (after.t - before.t) : 0;
		return [0, 1].map((i) => before.at[i] + (after.at[i] - before.at[i]) * share);
	}

	to(t) {
		const leg = this.leg(t);
		if (!leg) {
			this.stop();
			return;
		}
		this.t = Math.max(t, leg[0].t);
		const here = this.place(leg, this.t);
		const shown = (at) => this.view.system.shown(at);
		this.car.setLatLng(shown(here));
		this.trail.setLatLngs([...leg.filter((p) => p.t <= this.t && p.t > this.t - TRAIL).map((p) => shown(p.at)), shown(here)]);
		this.layer.addLayer(this.trail).addLayer(this.car);
		this.car.bringToFront();
		if (!this.view.map.getBounds().pad(-0.05).contains(this.car.getLatLng()))
			this.view.map.panTo(this.car.getLatLng(), { animate: !still });
		this.tell();
	}

	tell() {
		const local = new Date((this.t + 8 * 3600) * 1000);
		const day = DAYS[Math.min(6, Math.floor((this.t - this.from) / DAY))];
		const two = (n) => String(n).padStart(2, "0");
		const words = `${day} ${local.getUTCDate()}日 ${two(local.getUTCHours())}:${two(local.getUTCMinutes())}`;
		this.says.replaceChildren(element("b", {}, words), element("br"), this.name ?? "");
		this.knob.setAttribute("cx", x(this.t - this.from));
		this.bar.setAttribute("aria-valuenow", String(Math.round((this.t - this.from) / 60)));
		this.bar.setAttribute("aria-valuetext", `${words}，${this.name ?? ""}`);
	}

	async toggle() {
		if (this.timer) {
			this.stop();
			return;
		}
		if (!await this.load())
			return;
		if (!this.leg(this.t + 1))
			this.to(this.legs[0][0].t);
		this.button.setAttribute("aria-pressed", "true");
		const every = still ? 1000 : 50;
		this.timer = setInterval(() => this.to(this.t + (this.speed * every) / 1000), every);
	}

	stop() {
		clearInterval(this.timer);
		this.timer = 0;
		this.button.setAttribute("aria-pressed", "false");
	}

	async seek(event) {
		const box = this.bar.getBoundingClientRect();
		if (await this.load())
			this.to(this.from + ((event.clientX - box.left) / box.width) * 7 * DAY);
	}

	// Back over a silence, to the end of what was driven before it.
	back() {
		const before = this.t - 600;
		const earlier = [...this.legs].reverse().find((leg) => leg[0].t <= before);
		this.to(earlier ? Math.min(before, earlier[earlier.length - 1].t) : this.legs[0][0].t);
	}

	async key(event) {
		if (!["ArrowLeft", "ArrowRight", " "].includes(event.key))
			return;
		event.preventDefault();
		if (event.key === " ")
			await this.toggle();
		else if (await this.load())
			event.key === "ArrowRight" ? this.to(this.t + 600) : this.back();
	}
}

export function player() {
	document.addEventListener("juebu:map", (event) => {
		const form = document.querySelector("form[data-play]");
		if (form)
			new Player(form, event.detail);
	});
}
