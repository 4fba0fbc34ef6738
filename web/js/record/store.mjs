// store.mjs - what the recorder keeps in this browser: patrols, positions, findings, photos, and who was here last.
// Owns: IndexedDB. Every record has a key made here, so that the server knows it again. Nothing is deleted before the server has it.
const DATABASE = "juebu-recorder";
const KEPT_MS = 7 * 86400 * 1000;

export function new_key() {
	if (crypto.randomUUID)
		return crypto.randomUUID();
	return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

const done = (request) => new Promise((resolve, reject) => {
	request.onsuccess = () => resolve(request.result);
	request.onerror = () => reject(request.error);
});

function create(database) {
	for (const [name, options] of [["patrols", { keyPath: "key" }], ["positions", { keyPath: "n", autoIncrement: true }],
		["findings", { keyPath: "key" }], ["photos", { keyPath: "key" }], ["meta", { keyPath: "key" }]])
		database.createObjectStore(name, options);
}

export async function open_store() {
	const opening = indexedDB.open(DATABASE, 1);
	opening.onupgradeneeded = () => {
		create(opening.result);
		opening.transaction.objectStore("positions").createIndex("of_patrol", ["patrol", "n"]);
		opening.transaction.objectStore("photos").createIndex("of_finding", "finding");
	};
	return new Store(await done(opening));
}

class Store {
	constructor(database) {
		this.database = database;
	}

	// deed gets the stores; the promise is kept when the transaction has ended. What people wrote is synced to the disk.
	act(names, mode, deed, durability = "strict") {
		return new Promise((resolve, reject) => {
			const transaction = this.database.transaction(names, mode, { durability });
			let result;
			transaction.oncomplete = () => resolve(result);
			transaction.onerror = transaction.onabort = () => reject(transaction.error);
			Promise.resolve(deed(...names.map((name) => transaction.objectStore(name)))).then((value) => { result = value; }, reject);
		});
	}

	all(name) {
		return this.act([name], "readonly", (store) => done(store.getAll()));
	}

	get(name, key) {
		return this.act([name], "readonly", (store) => done(store.get(key)));
	}

	put(name, row) {
		return this.act([name], "readwrite", (store) => done(store.put(row)));
	}

	// Reads, changes and writes in one transaction, so that two windows do not undo each other.
	change(name, key, changes) {
		return this.act([name], "readwrite", async (store) => {
			const row = await done(store.get(key));
			if (row)
				await done(store.put(Object.assign(row, typeof changes === "function" ? changes(row) : changes)));
			return row;
		});
	}

	add_position(position) {
		return this.act(["positions"], "readwrite", (store) => done(store.add(position)), "relaxed");
	}

	// Those of a patrol with from < n, and n <= to where that is given; at most so many.
	positions(patrol, from, to = Infinity, most = undefined) {
		const range = IDBKeyRange.bound([patrol, from], [patrol, to], true, false);
		return this.act(["positions"], "readonly", (store) => done(store.index("of_patrol").getAll(range, most)));
	}

	position_count(patrol) {
		const range = IDBKeyRange.bound([patrol, 0], [patrol, Infinity]);
		return this.act(["positions"], "readonly", (store) => done(store.index("of_patrol").count(range)));
	}

	photos_of(finding) {
		return this.act(["photos"], "readonly", (store) => done(store.index("of_finding").getAll(finding)));
	}

	add_finding(finding, photos) {
		return this.act(["findings", "photos"], "readwrite", async (findings, store) => {
			await done(findings.put(finding));
			for (const photo of photos)
				await done(store.put(photo));
		});
	}

	async forget(patrol, findings) {
		const { key } = patrol;
		await this.act(["patrols", "positions", "findings", "photos"], "readwrite", async (patrols, positions, found, photos) => {
			for (const one of findings) {
				for (const photo of await done(photos.index("of_finding").getAllKeys(one.key)))
					await done(photos.delete(photo));
				await done(found.delete(one.key));
			}
			for (const n of await done(positions.index("of_patrol").getAllKeys(IDBKeyRange.bound([key, 0], [key, Infinity]))))
				await done(positions.delete(n));
			await done(patrols.delete(key));
		});
	}

	// What the server has had for a week is not needed here any more.
	async tidy(now) {
		const [patrols, findings, photos] = [await this.all("patrols"), await this.all("findings"), await this.all("photos")];
		for (const patrol of patrols) {
			const own = findings.filter((one) => one.patrol === patrol.key);
			const keys = new Set(own.map((one) => one.key));
			const all_there = own.every((one) => one.received) && photos.every((one) => one.received || !keys.has(one.finding));
			if (patrol.end_received && patrol.end_received < now - KEPT_MS && all_there)
				await this.forget(patrol, own);
		}
	}
}
