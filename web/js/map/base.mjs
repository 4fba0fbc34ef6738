// base.mjs - one map for all pages: our own shapes on plain ground, with scale, legend and names; tiles only if set.
//
// openMap(div) reads <div data-map="address of GeoJSON" data-tiles data-tiles-system>. Each feature says in its properties how it
// looks (look), what it is called (label), what the box about it says (words, lines by \n) and where it leads (href).
// A new kind of layer is a line in `looks` and a class in map.css. Owns: drawing. Does not own: what is drawn, which the page's
// table says too.
import * as L from "leaflet/dist/leaflet-src.esm.js";
import { systemOf } from "./system.mjs";

const HOME = [34.8, 113.55];

// under: drawn first. name: its label is always shown (area), or from near (road).
export const looks = {
	area: { label: "责任区域", class: "g-area", under: 1, name: "area" },
	other: { label: "他单位负责", class: "g-other", under: 2, name: "road" },
	closed: { label: "不能通行", class: "g-closed", under: 3 },
	key: { label: "重点片域", class: "g-key", under: 3, name: "key" },
	road: { label: "道路", class: "g-way", under: 4, name: "road" },
	key_section: { label: "重点路段", class: "g-keyway", under: 5, name: "key" },
	draft: { label: "草稿", class: "g-draft", under: 6, name: "key" },
	overlap: { label: "重叠", class: "g-overlap", under: 7 },
	hole: { label: "空白", class: "g-hole", under: 7 },
	chosen: { label: "本条", class: "g-chosen", under: 8, name: "key" },
	passed: { label: "已巡", class: "g-passed", under: 9 },
	missed: { label: "未巡", class: "g-missed", under: 10 },
	gap: { label: "信号中断", class: "g-gap", under: 11 },
	trail: { label: "轨迹", class: "g-trail", under: 11 },
	pin: { label: "他人发现", class: "g-find", under: 12 },
	place: { label: "地点", class: "g-find", under: 12 },
	vehicle: { label: "车辆", class: "g-car", under: 13 },
};

const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

const Scale = L.Control.Scale.extend({
	_updateMetric(most) {
		const metres = this._getRoundNum(most);
		this._updateScale(this._mScale, metres < 1000 ? `${metres} 米` : `${metres / 1000} 公里`, metres / most);
	},
});

function element(name, parts = {}, ...children) {
	const made = document.createElement(name);
	for (const [key, value] of Object.entries(parts))
		made.setAttribute(key, value);
	made.append(...children);
	return made;
}

function svg(name, parts, ...children) {
	const made = document.createElementNS("http://www.w3.org/2000/svg", name);
	for (const [key, value] of Object.entries(parts))
		made.setAttribute(key, value);
	made.append(...children);
	return made;
}

// The hatching of key areas, once a document.
function hatching() {
	if (document.getElementById("hatch-key"))
		return;
	const pattern = svg("pattern", { id: "hatch-key", width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
		svg("line", { class: "g-hatch", x1: 0, y1: 0, x2: 0, y2: 6 }));
	document.body.append(svg("svg", { class: "jb-defs", "aria-hidden": "true" }, svg("defs", {}, pattern)));
}

function tiles(map, div) {
	if (div.dataset.tiles)
		L.tileLayer(div.dataset.tiles, { maxZoom: 18, attribution: div.dataset.tilesBy ?? "" }).addTo(map);
}

// ---- what is on it ----

function box(properties) {
	const made = element("div", { class: "jb-popwords" });
	if (properties.label)
		made.append(element("h3", {}, properties.label));
	for (const line of (properties.words ?? "").split("\n"))
		if (line)
			made.append(element("p", {}, line));
	if (properties.href)
		made.append(element("p", {}, element("a", { href: properties.href }, properties.action ?? "打开")));
	return made;
}

function pin(feature, at) {
	const { look, number, label } = feature.properties;
	const vehicle = look === "vehicle";
	const drawing = vehicle ?
		svg("svg", { viewBox: "-9 -9 18 18", width: 18, height: 18, "aria-hidden": "true" }, svg("circle", { class: "g-car", r: 7 })) :
		svg("svg", { viewBox: "-10 -25 20 27", width: 24, height: 32, "aria-hidden": "true" },
			svg("path", { class: "g-find", d: "M0 0l-7 -9a9 9 0 1 1 14 0z" }), svg("text", { class: "g-findno", y: -10 }, String(number ?? "")));
	const icon = L.divIcon({ html: drawing, className: "jb-mapicon", iconSize: vehicle ? [18, 18] : [24, 32], iconAnchor: vehicle ? [9, 9] : [12, 31] });
	const marker = L.marker(at, { icon, title: label ?? "", alt: label ?? "", riseOnHover: true });
	marker.on("add", () => marker.getElement()?.setAttribute("aria-label", label || looks[look].label));
	return marker;
}

function name(layer, feature) {
	const { look, label } = feature.properties;
	const how = looks[look]?.name;
	if (how && label)
		layer.bindTooltip(element("span", {}, label), { permanent: true, direction: "center", className: `jb-mapname is-${how}`, interactive: false, opacity: 1 });
}

// Rings where a silence begins and ends: never joined by more than dots.
function ends(layer, feature, system) {
	const line = feature.geometry.coordinates;
	for (const at of [line[0], line[line.length - 1]])
		layer.addLayer(L.circleMarker(system.shown(at), { radius: 4, className: "g-gapdot", interactive: false }));
}

// Whatever has a look that is not known is drawn as a road of others.
function known(feature) {
	return looks[feature.properties?.look] ? feature.properties.look : "other";
}

// [layers by look, all] of a FeatureCollection.
function draw(collection, system) {
	const byLook = new Map();
	const sorted = [...collection.features].filter((feature) => feature.geometry)
		.sort((a, b) => looks[known(a)].under - looks[known(b)].under);
	for (const feature of sorted) {
		feature.properties = { ...feature.properties, look: known(feature) };
		const { look, tint } = feature.properties;
		const group = byLook.get(look) ?? byLook.set(look, L.featureGroup()).get(look);
		const layer = L.geoJSON(feature, {
			coordsToLatLng: (at) => L.latLng(system.shown(at)),
			pointToLayer: pin,
			style: { className: tint ? `${looks[look].class} is-${tint}` : looks[look].class },
		});
		const [drawn] = layer.getLayers();
		if (feature.properties.words || feature.properties.href)
			drawn.bindPopup(() => box(feature.properties), { maxWidth: 280, closeButton: true });
		name(drawn, feature);
		group.addLayer(drawn);
		drawn.feature = feature;
		if (look === "gap" && feature.geometry.type === "LineString")
			ends(group, feature, system);
	}
	return byLook;
}

function sample(look) {
	const how = looks[look];
	const drawing = svg("svg", { viewBox: "0 0 26 10", "aria-hidden": "true" });
	if (["area", "key", "overlap", "hole", "closed", "draft", "chosen"].includes(look))
		drawing.append(svg("rect", { class: how.class, x: 2, y: 1, width: 22, height: 8 }));
	else if (["pin", "place", "vehicle"].includes(look))
		drawing.append(svg("circle", { class: how.class, cx: 13, cy: 5, r: 4 }));
	else
		drawing.append(svg("path", { class: how.class, d: "M1 5h24" }));
	return element("span", {}, drawing, how.label);
}

function legend(there) {
	const key = element("div", { class: "jb-mapkey" });
	const order = Object.keys(looks).filter((look) => there.has(look));
	key.append(...order.map(sample));
	return key;
}

// Names that would lie on one another: the chosen and the large come first, what finds no room waits for a nearer look.
function untangle(div) {
	const taken = [];
	const order = ["is-area", "is-key", "is-road"];
	const names = [...div.querySelectorAll(".jb-mapname")].sort((a, b) => order.findIndex((c) => a.classList.contains(c)) - order.findIndex((c) => b.classList.contains(c)));
	for (const one of names) {
		one.classList.remove("is-covered");
		const box = one.getBoundingClientRect();
		const meets = (other) => box.left < other.right + 4 && other.left < box.right + 4 && box.top < other.bottom && other.top < box.bottom;
		if (box.width && taken.some(meets))
			one.classList.add("is-covered");
		else
			taken.push(box);
	}
}

// ---- the map ----

export function openMap(div, words) {
	div.classList.add("is-live");
	hatching();
	const system = systemOf(div.dataset.tiles ? div.dataset.tilesSystem : "");
	const map = L.map(div, {
		attributionControl: Boolean(div.dataset.tilesBy), zoomControl: false, zoomSnap: 0.5, maxZoom: 19, minZoom: 8,
		zoomAnimation: !still, fadeAnimation: !still, markerZoomAnimation: !still, scrollWheelZoom: false,
	}).setView(HOME, 12);
	L.control.zoom({ position: "topright", zoomInTitle: "放大", zoomOutTitle: "缩小" }).addTo(map);
	new Scale({ imperial: false, position: "bottomright" }).addTo(map);
	tiles(map, div);
	div.setAttribute("role", "application");
	div.setAttribute("aria-label", `${words ?? div.dataset.mapLabel ?? "地图"}。方向键移动，加减号缩放；内容见表`);
	const near = () => {
		div.classList.toggle("is-near", map.getZoom() >= 14);
		untangle(div);
	};
	map.on("zoomend moveend resize", near);
	// The wheel zooms once somebody works on the map, and scrolls the page before.
	map.on("focus click", () => map.scrollWheelZoom.enable());
	map.on("blur", () => map.scrollWheelZoom.disable());
	const state = { L, map, div, system, groups: new Map(), key: null, note: null };

	// Replaces all that is shown. fit: which looks to bring into view; none: all.
	state.show = (collection, fit) => {
		for (const group of state.groups.values())
			group.remove();
		state.groups = draw(collection, system);
		for (const group of state.groups.values())
			group.addTo(map);
		state.key?.remove();
		state.note?.remove();
		if (state.groups.size)
			div.append(state.key = legend(state.groups));
		if (collection.note)
			div.append(state.note = element("div", { class: "jb-mapnote" }, collection.note));
		const wanted = [...state.groups].filter(([look]) => !fit || fit.some((one) => state.groups.has(one)) === false || fit.includes(look));
		const bounds = L.latLngBounds([]);
		for (const [, group] of wanted)
			bounds.extend(group.getBounds());
		if (bounds.isValid())
			map.fitBounds(bounds, { padding: [24, 24], maxZoom: 16, animate: false });
		near();
	};
	// A feature by its id: for the links of the table.
	state.find = (id) => {
		for (const group of state.groups.values())
			for (const layer of group.getLayers())
				if (String(layer.feature?.id) === String(id))
					return layer;
		return null;
	};
	state.look = (id) => {
		const layer = state.find(id);
		if (!layer)
			return;
		map.fitBounds(layer.getBounds ? layer.getBounds() : L.latLngBounds([layer.getLatLng()]), { maxZoom: 16, padding: [40, 40], animate: !still });
		layer.openPopup?.();
	};
	div.juebuMap = state;
	return state;
}

export async function load(address) {
	const answer = await fetch(address, { headers: { Accept: "application/geo+json" } });
	if (!answer.ok)
		throw new Error(String(answer.status));
	return answer.json();
}

export { L, element, svg };
