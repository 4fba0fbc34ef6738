// sw.js - lets the recorder (/patrol/record) open where there is no network.
//
// Keeps the shell, which holds no word of a person or of business, and the hashed files it names; nothing else is ever
// kept, and no other page passes through here (the scope is the recorder's). What is kept is shown at once; a newer one is
// fetched behind it and shown the next time, whole or not at all.
const SHELL = "/patrol/record";
const ICON = "/favicon.svg";
const CACHE = "juebu-recorder";

const named = (text) => [...new Set([...text.match(/\/assets\/[\w.-]+/g) ?? [], ICON])];

async function fetched(path) {
	const response = await fetch(path, { credentials: "omit" });
	if (!response.ok || response.redirected)
		throw new Error(`${path}: ${response.status}`);
	return response;
}

// The files first, the shell last: whoever opens it offline finds all it names.
async function renew() {
	const cache = await caches.open(CACHE);
	const shell = await fetched(SHELL);
	const wanted = named(await shell.clone().text());
	for (const path of wanted)
		if (!await cache.match(path))
			await cache.put(path, await fetched(path));
	await cache.put(SHELL, shell.clone());
	for (const request of await cache.keys()) {
		const { pathname } = new URL(request.url);
		if (pathname !== SHELL && !wanted.includes(pathname))
			await cache.delete(request);
	}
	return shell;
}

async function open_shell(event) {
	const kept = await (await caches.open(CACHE)).match(SHELL);
	if (!kept)
		return renew();
	event.waitUntil(renew().catch(() => null));
	return kept;
}

async function open_file(request) {
	return await (await caches.open(CACHE)).match(request) ?? fetch(request);
}

self.addEventListener("install", (event) => event.waitUntil(renew().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
	const { origin, pathname } = new URL(event.request.url);
	if (event.request.method !== "GET" || origin !== self.location.origin)
		return;
	if (event.request.mode === "navigate" && pathname === SHELL)
		event.respondWith(open_shell(event));
	else if (pathname.startsWith("/assets/") || pathname === ICON)
		event.respondWith(open_file(event.request));
});
