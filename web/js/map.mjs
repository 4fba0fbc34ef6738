// map.mjs - what a page with a map gains with script: maps that are looked at, drawn on, chosen from. The table beside each map
// says the same without.
import { load, openMap } from "./map/base.mjs";
import { drawings } from "./map/draw.mjs";
import { places } from "./map/place.mjs";
import { player } from "./map/play.mjs";

async function show(div) {
	const view = openMap(div);
	try {
		view.show(await load(div.dataset.map), div.dataset.mapFit?.split(" "));
		div.dispatchEvent(new CustomEvent("juebu:map", { bubbles: true, detail: view }));
	} catch {
		div.append(Object.assign(document.createElement("div"), { className: "jb-mapnote", textContent: "地图没有读到，请刷新；内容见表" }));
	}
}

for (const div of document.querySelectorAll("[data-map]"))
	show(div);
// <a data-map-look="area-7"> in the table beside: the map goes there.
document.addEventListener("click", (event) => {
	const link = event.target.closest?.("[data-map-look]");
	const view = link && document.querySelector("[data-map]")?.juebuMap;
	if (!view?.find(link.dataset.mapLook))
		return;
	event.preventDefault();
	view.look(link.dataset.mapLook);
});
drawings();
places();
player();
