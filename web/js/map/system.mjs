// system.mjs - where a place is shown: as it is stored (WGS-84), or moved to where tiles in GCJ-02 have it.
// Owns: the shift, there and back. Only for tiles: without them everything is drawn as it is stored.

const A = 6378245.0;
const EE = 0.006693421622965943;

function far(lon, lat) {
	return lon < 72.004 || lon > 137.8347 || lat < 0.8293 || lat > 55.8271;
}

const waves = (x) => (20 * Math.sin(6 * x * Math.PI) + 20 * Math.sin(2 * x * Math.PI)) * 2 / 3;

function northward(x, y) {
	return -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * Math.sqrt(Math.abs(x)) + waves(x) +
		(20 * Math.sin(y * Math.PI) + 40 * Math.sin(y / 3 * Math.PI)) * 2 / 3 +
		(160 * Math.sin(y / 12 * Math.PI) + 320 * Math.sin(y * Math.PI / 30)) * 2 / 3;
}

function eastward(x, y) {
	return 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * Math.sqrt(Math.abs(x)) + waves(x) +
		(20 * Math.sin(x * Math.PI) + 40 * Math.sin(x / 3 * Math.PI)) * 2 / 3 +
		(150 * Math.sin(x / 12 * Math.PI) + 300 * Math.sin(x / 30 * Math.PI)) * 2 / 3;
}

export function toGcj([lon, lat]) {
	if (far(lon, lat))
		return [lon, lat];
	const phi = lat / 180 * Math.PI;
	const magic = 1 - EE * Math.sin(phi) ** 2;
	const north = northward(lon - 105, lat - 35) * 180 / (A * (1 - EE) / (magic * Math.sqrt(magic)) * Math.PI);
	const east = eastward(lon - 105, lat - 35) * 180 / (A / Math.sqrt(magic) * Math.cos(phi) * Math.PI);
	return [lon + east, lat + north];
}

export function fromGcj(shown) {
	let place = shown;
	for (let i = 0; i < 8; i++) {
		const again = toGcj(place);
		place = [place[0] + shown[0] - again[0], place[1] + shown[1] - again[1]];
	}
	return place;
}

// Leaflet speaks latitude first.
export function systemOf(name) {
	const there = name === "gcj02" ? toGcj : (place) => place;
	const back = name === "gcj02" ? fromGcj : (place) => place;
	return {
		shown: (place) => { const [lon, lat] = there(place); return [lat, lon]; },
		stored: ({ lat, lng }) => back([lng, lat]).map((degrees) => Number(degrees.toFixed(7))),
	};
}
