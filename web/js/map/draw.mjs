// draw.mjs - a shape drawn on a map into the text field it is sent in: by clicks, by keys, or by typing there.
//
// Owns: every textarea[data-draw="area"|"line"]. What stands in the field is the truth: what is typed there is drawn, what is drawn
// is written there, as GeoJSON with seven decimals. Does not own: whether the shape makes sense (the server says so).
import { L, element, load, openMap } from "./base.mjs";

const MOST_HANDLES = 400;

// ---- text to rings and back; a part is a line, or a polygon's rings ----

function pairs(text) {
	const points = text.split(/[\n;；]+/).map((line) => line.trim().split(/[\s,，]+/).map(Number)).filter((pair) => pair.length >= 2);
	return points.length && points.every(([lon, lat]) => Number.isFinite(lon) && Number.isFinite(lat)) ? points.map(([lon, lat]) => [lon, lat]) : null;
}

const open = (ring) => ring.length > 1 && String(ring[0]) === String(ring[ring.length - 1]) ? ring.slice(0, -1) : ring;

function partsOf(geometry) {
	const lists = { LineString: (c) => [[c]], MultiLineString: (c) => c.map((line) => [line]), Polygon: (c) => [c.map(open)], MultiPolygon: (c) => c.map((polygon) => polygon.map(open)) };
	return lists[geometry?.type]?.(geometry.coordinates.map ? geometry.coordinates : []) ?? [];
}

export function read(text) {
	const trimmed = text.trim();
	if (!trimmed)
		return [];
	if (!trimmed.startsWith("{")) {
		const points = pairs(trimmed);
		return points ? [[open(points)]] : null;
	}
	try {
		const given = JSON.parse(trimmed);
		const features = given.features ?? [given];
		return features.flatMap((feature) => partsOf(feature.geometry ?? feature));
	} catch {
		return null;
	}
}

export function write(parts, kind) {
	const whole = parts.filter((part) => part[0].length >= (kind === "area" ? 3 : 2));
	if (!whole.length)
		return "";
	const closed = (ring) => [...ring, ring[0]];
	const coordinates = kind === "area" ? whole.map((part) => part.map(closed)) : whole.map((part) => part[0]);
	const type = (kind === "area" ? "Polygon" : "LineString");
	return JSON.stringify(whole.length === 1 ? { type, coordinates: coordinates[0] } : { type: `Multi${type}`, coordinates });
}

// ---- one drawing ----

class Drawing {
	constructor(field) {
		this.field = field;
		this.kind = field.dataset.draw;
		this.parts = read(field.value) ?? [];
		this.growing = -1;
		this.frame = element("div", { class: "jb-draw" });
		this.div = element("div", { class: "jb-map is-draw", "data-tiles": field.dataset.tiles ?? "", "data-tiles-system": field.dataset.tilesSystem ?? "" });
		this.said = element("p", { class: "jb-small jb-mute", role: "status" });
		this.frame.append(this.buttons(), this.div, this.said);
		field.before(this.frame);
		this.view = openMap(this.div, this.kind === "area" ? "画范围的地图，回车在十字处加一点，退格撤销一点" : "画线的地图，回车在十字处加一点，退格撤销一点");
		this.div.append(element("div", { class: "jb-cross", "aria-hidden": "true" }));
		this.layer = L.featureGroup().addTo(this.view.map);
		this.listen();
		this.redraw();
		this.surroundings();
	}

	button(words, does) {
		const made = element("button", { type: "button", class: "btn" }, words);
		made.addEventListener("click", does);
		return made;
	}

	buttons() {
		return element("div", { class: "jb-drawbar" },
			this.finish = this.button(this.kind === "area" ? "完成这一块" : "完成这一条", () => this.end()),
			this.button("撤销一点", () => this.undo()),
			this.button("清空", () => { this.parts = []; this.growing = -1; this.changed(); }));
	}

	listen() {
		this.view.map.on("click", (event) => this.add(event.latlng));
		this.div.addEventListener("keydown", (event) => {
			if (event.target !== this.div)
				return;
			if (event.key === "Enter") {
				event.preventDefault();
				this.add(this.view.map.getCenter());
			} else if (event.key === "Backspace" || event.key === "Delete") {
				event.preventDefault();
				this.undo();
			}
		});
		this.field.addEventListener("input", () => {
			const parts = read(this.field.value);
			if (parts) {
				this.parts = parts;
				this.growing = -1;
				this.redraw();
				this.fit();
			} else {
				this.said.textContent = "还读不懂：写 GeoJSON，或者每行一个“经度,纬度”";
			}
		});
	}

	// What stands there today, to draw beside it.
	async surroundings() {
		try {
			const collection = await load(this.field.dataset.drawMap);
			for (const feature of collection.features)
				feature.properties.href = "";
			this.view.show(collection, ["road", "area", "key"]);
			for (const group of this.view.groups.values())
				group.eachLayer((layer) => { layer.unbindPopup?.(); layer.on?.("click", (event) => { L.DomEvent.stop(event); this.add(event.latlng); }); });
		} catch {
			this.said.textContent = "周围的片域和道路没有读到，可以照画";
		}
		this.layer.bringToFront();
		this.fit();
		this.div.dataset.ready = "yes";
	}

	fit() {
		const bounds = this.layer.getBounds();
		if (bounds.isValid())
			this.view.map.fitBounds(bounds, { padding: [40, 40], maxZoom: 16, animate: false });
	}

	add(at) {
		if (this.growing < 0) {
			this.parts.push([[]]);
			this.growing = this.parts.length - 1;
		}
		this.parts[this.growing][0].push(this.view.system.stored(at));
		this.changed();
	}

	undo() {
		if (!this.parts.length)
			return;
		const last = this.growing < 0 ? this.parts.length - 1 : this.growing;
		this.growing = last;
		this.parts[last][0].pop();
		if (!this.parts[last][0].length) {
			this.parts.splice(last, 1);
			this.growing = -1;
		}
		this.changed();
	}

	end() {
		const least = this.kind === "area" ? 3 : 2;
		if (this.growing >= 0 && this.parts[this.growing][0].length < least) {
			this.said.textContent = `至少要 ${least} 个点，现在是 ${this.parts[this.growing][0].length} 个`;
			return;
		}
		this.growing = -1;
		this.changed();
	}

	changed() {
		this.field.value = write(this.parts, this.kind);
		this.redraw();
	}

	// A point put in where the edge was clicked.
	split(part, ring, at) {
		const points = this.parts[part][ring].map((place) => this.view.map.latLngToLayerPoint(this.view.system.shown(place)));
		const spot = this.view.map.latLngToLayerPoint(at);
		const count = this.kind === "area" ? points.length : points.length - 1;
		let best = 0;
		let least = Infinity;
		for (let i = 0; i < count; i++) {
			const metres = L.LineUtil.pointToSegmentDistance(spot, points[i], points[(i + 1) % points.length]);
			if (metres < least)
				[best, least] = [i, metres];
		}
		this.parts[part][ring].splice(best + 1, 0, this.view.system.stored(at));
		this.changed();
	}

	redraw() {
		this.layer.clearLayers();
		const shown = (ring) => ring.map((place) => this.view.system.shown(place));
		const many = this.parts.flat().reduce((sum, ring) => sum + ring.length, 0);
		this.parts.forEach((part, p) => {
			const grows = p === this.growing;
			const shape = this.kind === "area" && !grows ? L.polygon(part.map(shown), { className: "g-chosen" }) : L.polyline(part.map(shown), { className: "g-chosen is-open" });
			shape.on("click", (event) => {
				L.DomEvent.stop(event);
				if (this.growing >= 0)
					this.add(event.latlng);
				else
					this.split(p, 0, event.latlng);
			});
			this.layer.addLayer(shape);
			if (many <= MOST_HANDLES)
				part.forEach((ring, r) => ring.forEach((place, i) => this.handle(p, r, i, place)));
		});
		this.finish.disabled = this.growing < 0;
		this.said.textContent = many ? `${this.parts.length} ${this.kind === "area" ? "块" : "条"}，${many} 个点${this.growing >= 0 ? "，正在画" : ""}。拖动圆点可以移动` : "在图上点出第一个点";
	}

	handle(part, ring, i, place) {
		const icon = L.divIcon({ className: "jb-handle", iconSize: [14, 14] });
		const marker = L.marker(this.view.system.shown(place), { icon, draggable: true, keyboard: true });
		const move = (at) => {
			this.parts[part][ring][i] = this.view.system.stored(at);
			this.changed();
		};
		marker.on("dragend", () => move(marker.getLatLng()));
		marker.on("click", (event) => {
			L.DomEvent.stop(event);
			if (part === this.growing && i === 0)
				this.end();
		});
		marker.on("add", () => {
			const dot = marker.getElement();
			dot.setAttribute("aria-label", `第 ${i + 1} 点，方向键移动，删除键去掉`);
			dot.dataset.handle = `${part}.${ring}.${i}`;
			dot.addEventListener("keydown", (event) => this.key(event, part, ring, i, move));
		});
		this.layer.addLayer(marker);
	}

	key(event, part, ring, i, move) {
		const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
		const step = steps[event.key];
		if (!step && event.key !== "Delete" && event.key !== "Backspace")
			return;
		event.preventDefault();
		event.stopPropagation();
		if (step) {
			const map = this.view.map;
			const pixels = event.shiftKey ? 20 : 4;
			const at = map.project(this.view.system.shown(this.parts[part][ring][i])).add([step[0] * pixels, step[1] * pixels]);
			move(map.unproject(at));
		} else {
			this.parts[part][ring].splice(i, 1);
			this.changed();
		}
		this.div.querySelector(`[data-handle="${part}.${ring}.${i}"]`)?.focus();
	}
}

export function drawings(root = document) {
	for (const field of root.querySelectorAll("textarea[data-draw]"))
		new Drawing(field);
}
