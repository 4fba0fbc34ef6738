// sync.mjs - sends what is kept here, in order, once: a patrol, its positions batch by batch, its findings, their photos, its end.
//
// Every post may be sent again: the server knows keys and batch numbers. What a batch holds is written down before it is
// sent the first time, so that the same number never means other positions. A refusal is noted at its record, which
// stays here; a broken network, a login that has expired or a busy server end the round, and the next one goes on there.
const PATH = "/api/v1/recorder";
const BATCH = 500;
const PATIENCE_MS = 60_000;       // between two batches while the patrol runs: each is an entry of the ledger
const REPLY_MS = 60_000;

export const iso = (ms) => `${new Date(ms + 8 * 3600_000).toISOString().slice(0, 19)}+08:00`;

class Stop extends Error {
	constructor(why, words) {
		super(words ?? why);
		this.why = why;
	}
}

class Refused extends Error {
	constructor(status, error) {
		super(error?.message ?? `服务器没有收下（${status}）`);
		this.status = status;
		this.rule = error?.rule ?? "";
		this.fields = error?.fields ?? [];
	}
}

const number = (value) => value === null || value === undefined ? "" : String(value);
const written = (p) => `${p.t},${p.lon},${p.lat},${number(p.speed)},${number(p.course)},${number(p.accuracy)}`;

export class Sync {
	// changed() is called whenever something to be shown has changed.
	constructor(store, changed) {
		this.store = store;
		this.changed = changed;
		this.state = "asking";          // asking, offline, expired, refused, other, busy, ok
		this.words = "";
		this.me = null;
		this.sent_at = 0;
	}

	async start() {
		this.me = (await this.store.get("meta", "me"))?.value ?? null;
	}

	// One round at a time; asked for during one, another follows.
	async round(hurry = false) {
		this.hurry = this.hurry || hurry;
		if (this.running) {
			this.again = true;
			return this.running;
		}
		this.running = this.rounds();
		try {
			await this.running;
		} finally {
			this.running = null;
		}
	}

	// What ended it is said in the bar.
	async noted(deed) {
		try {
			await deed();
			return true;
		} catch (error) {
			this.say(error instanceof Stop ? error.why : "offline", error.message);
			if (!(error instanceof Stop))
				throw error;
			return false;
		}
	}

	async rounds() {
		do {
			const hurry = this.hurry;
			this.again = this.hurry = false;
			const whole = await this.noted(async () => {
				await this.who();
				await this.all(hurry);
			});
			if (whole)
				this.say("ok");
		} while (this.again);
	}

	say(state, words = "") {
		this.state = state;
		this.words = words;
		this.changed();
	}

	// ---- one request ----

	async ask(path, options = {}) {
		const cut = new AbortController();
		const timer = setTimeout(() => cut.abort(), REPLY_MS);
		let response, body;
		try {
			response = await fetch(path, { cache: "no-store", redirect: "error", signal: cut.signal, ...options });
			body = await response.text();
		} catch {
			throw new Stop("offline");
		} finally {
			clearTimeout(timer);
		}
		return this.judge(response.status, body);
	}

	judge(status, body) {
		let answer = null;
		try {
			answer = JSON.parse(body);
		} catch {
			throw new Stop("offline");      // not ours: a gateway's page in between
		}
		if (status < 300)
			return answer;
		const error = answer.error ?? {};
		if (status === 401)
			throw new Stop("expired");
		if (status === 403 && error.rule === "door.csrf")
			throw new Stop("busy", "登录换过了，马上再报");
		if (status === 403 && ["door.permission", "people.must_change"].includes(error.rule))
			throw new Stop("refused", error.message);
		if (status === 429 || status >= 500)
			throw new Stop("busy", error.message);
		throw new Refused(status, error);
	}

	send(verb, fields) {
		const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined && value !== ""));
		return this.ask(verb.startsWith("/") ? verb : `${PATH}/${verb}`, {
			method: "POST", headers: { "Content-Type": "application/json", "X-CSRF": this.csrf }, body: JSON.stringify(given) });
	}

	async who() {
		const { csrf, ...me } = await this.ask(`${PATH}/state`);
		this.csrf = csrf;
		this.me = me;
		this.ahead_s = Math.round(Date.now() / 1000) - me.now;
		await this.store.put("meta", { key: "me", value: me });
	}

	// ---- all there is ----

	// Records are the account's that made them, and are sent under no other name.
	async all(hurry) {
		const patrols = (await this.store.all("patrols")).sort((a, b) => a.began_at - b.began_at);
		const findings = (await this.store.all("findings")).sort((a, b) => a.found_at - b.found_at);
		for (const patrol of patrols.filter((one) => one.account === this.me.account))
			await this.patrol(patrol.key, findings.filter((one) => one.patrol === patrol.key), hurry);
	}

	// A refusal is of one record: it is noted there, and the others go on.
	async tried(name, key, deed) {
		try {
			await deed();
			return true;
		} catch (error) {
			if (!(error instanceof Refused))
				throw error;
			await this.store.change(name, key, { refused: { words: error.message, rule: error.rule, fields: error.fields } });
			this.changed();
			return false;
		}
	}

	async patrol(key, findings, hurry) {
		const began = await this.tried("patrols", key, () => this.begin(key));
		if (!began)
			return;
		const all_sent = await this.tried("patrols", key, () => this.points(key, hurry));
		for (const finding of findings)
			await this.finding(finding.key);
		if (all_sent)
			await this.tried("patrols", key, () => this.end(key));
	}

	async begin(key, again = false) {
		const patrol = await this.store.get("patrols", key);
		if (patrol.begin_received && !again)
			return;
		const answer = await this.send("begin", { key, began_at: iso(patrol.began_at), device_id: patrol.device_id,
			lead_id: patrol.lead_id, second_id: patrol.second_id, words: patrol.words });
		// Where the server was put back to an older day, it says how far it got, and the rest is sent again.
		await this.store.change("patrols", key, { id: answer.id, acked: answer.batch, begin_received: Date.now(), refused: null });
		this.changed();
	}

	// ---- positions ----

	// The batch to be sent: the oldest not acknowledged, else a new one of what has come since; null: nothing.
	async next_batch(key, hurry) {
		const patrol = await this.store.get("patrols", key);
		const { batches, acked } = patrol;
		const edge = (i) => i > 0 ? batches[i - 1] : 0;
		if (acked < batches.length)
			return { batch: acked + 1, points: await this.store.positions(key, edge(acked), batches[acked]) };
		const points = await this.store.positions(key, edge(acked), Infinity, BATCH);
		if (points.length === 0 || !(hurry || patrol.ended_at || points.length === BATCH || Date.now() - this.sent_at >= PATIENCE_MS))
			return null;
		await this.store.change("patrols", key, (row) => ({ batches: [...row.batches, points[points.length - 1].n] }));
		return { batch: acked + 1, points };
	}

	async points(key, hurry) {
		for (let next = await this.next_batch(key, hurry); next; next = await this.next_batch(key, hurry)) {
			const answer = await this.batch(key, next);
			this.sent_at = Date.now();
			if (answer)
				await this.store.change("patrols", key, (row) => ({ acked: Math.max(row.acked, next.batch), points_received: Date.now(),
					left_out: (row.left_out ?? 0) + answer.left_out, refused: null }));
			this.changed();
		}
	}

	// null: the server had less than we thought; now we know how much.
	async batch(key, { batch, points }) {
		try {
			return await this.send("points", { key, batch, points: points.map(written).join(";") });
		} catch (error) {
			if (!(error instanceof Refused) || !(error.rule === "recorder.order" || error.status === 404) || this.asked_again === key)
				throw error;
			this.asked_again = key;
			await this.begin(key, true);
			return null;
		}
	}

	async end(key) {
		const patrol = await this.store.get("patrols", key);
		if (!patrol.ended_at || patrol.end_received)
			return;
		const answer = await this.send("end", { key, ended_at: iso(patrol.ended_at) });
		await this.store.change("patrols", key, { end_received: Date.now(), ended_how: answer.ended_how, refused: null });
		this.changed();
	}

	// ---- findings ----

	async finding(key) {
		const sent = await this.tried("findings", key, () => this.send_finding(key));
		if (!sent)
			return;
		const { id } = await this.store.get("findings", key);
		for (const photo of await this.store.photos_of(key))
			if (!photo.received)
				await this.tried("photos", photo.key, () => this.send_photo(id, photo));
	}

	async send_finding(key) {
		const one = await this.store.get("findings", key);
		if (one.received)
			return;
		const answer = await this.send("finding", { key, patrol_key: one.patrol, found_at: iso(one.found_at), title: one.title,
			category: one.category, words: one.words, place: one.place, spot: one.lon === null ? "" : `${one.lon},${one.lat}` });
		await this.store.change("findings", key, { id: answer.id, version: answer.version, state: answer.state, label: answer.label,
			whose: answer.whose, is_ours: answer.is_ours, received: Date.now(), refused: null });
		this.changed();
	}

	async send_photo(finding_id, photo) {
		const body = new FormData();
		body.append("file", new File([photo.bytes], photo.name, { type: "image/jpeg" }));
		await this.ask(`/api/v1/finding/${finding_id}/attachment`, { method: "POST", headers: { "X-CSRF": this.csrf }, body });
		await this.store.change("photos", photo.key, { received: Date.now(), refused: null });
		this.changed();
	}

	// One tap: it becomes a matter of the unit.
	async register(key) {
		const one = await this.store.get("findings", key);
		await this.noted(() => this.tried("findings", key, async () => {
			const answer = await this.send(`/api/v1/finding/${one.id}/register`, { version: one.version });
			await this.store.change("findings", key, { state: answer.state, version: answer.version, label: "已转事项", refused: null });
		}));
		this.changed();
	}
}
