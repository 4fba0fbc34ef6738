// place.mjs - a place chosen on a map, for every input[data-place]: the field says longitude,latitude and stays the truth.
import { L, element, load, openMap } from "./base.mjs";

function placeOf(text) {
	const [lon, lat, more] = text.split(/[,，\s]+/).map(Number);
	return more === undefined && Number.isFinite(lon) && Number.isFinite(lat) && Math.abs(lat) <= 90 ? [lon, lat] : null;
}

async function choose(field) {
	const div = element("div", { class: "jb-map is-place", "data-tiles": field.dataset.tiles ?? "", "data-tiles-system": field.dataset.tilesSystem ?? "" });
	field.after(div);
	const view = openMap(div, "选地点的地图，点一下或按回车选定十字处");
	div.append(element("div", { class: "jb-cross", "aria-hidden": "true" }));
	let marker = null;
	const mark = (place) => {
		marker?.remove();
		marker = place && L.marker(view.system.shown(place), { icon: L.divIcon({ className: "jb-handle is-place", iconSize: [16, 16] }), keyboard: false, interactive: false }).addTo(view.map);
	};
	const take = (at) => {
		const place = view.system.stored(at);
		field.value = place.map((degrees) => degrees.toFixed(7)).join(",");
		field.dispatchEvent(new Event("change", { bubbles: true }));
		mark(place);
	};
	view.map.on("click", (event) => take(event.latlng));
	div.addEventListener("keydown", (event) => {
		if (event.target === div && event.key === "Enter") {
			event.preventDefault();
			take(view.map.getCenter());
		}
	});
	field.addEventListener("input", () => mark(placeOf(field.value)));
	mark(placeOf(field.value));
	try {
		const collection = await load("/patrol/map");
		view.show(collection);
		for (const group of view.groups.values())
			group.eachLayer((layer) => { layer.unbindPopup?.(); layer.on?.("click", (event) => { L.DomEvent.stop(event); take(event.latlng); }); });
	} catch {
		// Who may not see the areas chooses on plain ground.
	}
	const place = placeOf(field.value);
	if (place)
		view.map.setView(view.system.shown(place), 16, { animate: false });
	div.dataset.ready = "yes";
}

export function places(root = document) {
	for (const field of root.querySelectorAll("input[data-place]"))
		choose(field);
}
