// watch.mjs - where the phone is, from setting out to coming back and not a moment longer; each position is stored at once.
// Owns: geolocation, the lit screen. A browser tells no position behind a dark screen, so the screen is kept lit where it can be.
const DEGREES = 7;
const DRIFT_MS = 60_000;          // a fix that claims another minute is an old one, or from a wrong clock

const WHY_NOT = { 1: "没有定位权限：请在浏览器的网站设置里允许“位置”", 2: "现在定不了位：请到开阔处，打开手机定位", 3: "定位太慢，仍在等" };

function position_of({ coords, timestamp }) {
	const now = Date.now();
	const known = (value, factor) => Number.isFinite(value) && value >= 0 ? Math.round(value * factor) : null;
	return { t: Math.abs(timestamp - now) > DRIFT_MS ? now : Math.round(timestamp), lon: Number(coords.longitude.toFixed(DEGREES)),
		lat: Number(coords.latitude.toFixed(DEGREES)), speed: known(coords.speed, 36), course: known(coords.heading, 1),
		accuracy: known(coords.accuracy, 1) };
}

export class Watch {
	// taken(position) must be kept before the next one is looked at; changed(): something to be shown.
	constructor(taken, changed) {
		this.taken = taken;
		this.changed = changed;
		this.last = null;
		this.trouble = "";
		document.addEventListener("visibilitychange", () => this.stay_lit());
	}

	start() {
		if (this.id !== undefined)
			return;
		if (!("geolocation" in navigator) || !window.isSecureContext) {
			this.trouble = "这个地址不能定位：要用 https:// 打开";
			return;
		}
		this.id = navigator.geolocation.watchPosition((fix) => this.take(fix), (error) => {
			this.trouble = WHY_NOT[error.code] ?? error.message;
			this.changed();
		}, { enableHighAccuracy: true, maximumAge: 0, timeout: 60_000 });
		this.stay_lit();
	}

	async take(fix) {
		const position = position_of(fix);
		this.trouble = "";
		this.last = position;
		try {
			await this.taken(position);
		} catch (error) {
			this.trouble = `位置存不下来：${error.message}`;
		}
		this.changed();
	}

	stop() {
		if (this.id !== undefined)
			navigator.geolocation.clearWatch(this.id);
		this.id = undefined;
		this.last = null;
		this.lit?.release().catch(() => null);
		this.lit = null;
	}

	async stay_lit() {
		if (this.id === undefined || document.visibilityState !== "visible" || !navigator.wakeLock)
			return;
		this.lit = await navigator.wakeLock.request("screen").catch(() => null);
	}
}
