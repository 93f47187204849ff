// The service worker: it keeps the shell of the lab (pages, program, style, icons) for
// visits without a network, and touches nothing else. Above this line the server writes
//
//	const release = {version, policy, pages: {path: URL}, files: {URL: integrity},
//		packed: {URL: URL}, flags: {folder, list, integrity}};
//
// where each URL begins with a slash that stands for the scope of this worker. Only on a
// host of files there are packed and flags.
//
// Rules:
// - Pages come from the network while a server answers, whatever it answers: it may be
//   another release, or another project on the same port. The kept release is for when
//   nobody answers, and for a page whose program does not arrive.
// - A release is installed as a whole or not at all: each file's content must have the
//   hash that the release names, whatever caches on the way hold.
// - Pages name their files by content (?v=hash), so a page never gets a file of another
//   release. Files of other names come from the network first, like the pages.
// - A request that is not for the shell is not answered here: no respondWith, no delay.
// - On a host of files the flags are kept too, once the page says that it has the time,
//   and used when the host does not answer.
// - A navigation with ?reset removes the worker and all that it keeps.
"use strict";

const scope = new URL(self.registration.scope);
// A path has no space in it, so no scope's prefix is a prefix of another's.
const prefix = `flaglab ${scope.pathname} `;
const cacheName = `${prefix}${release.version} ${release.policy}`;
const absolute = (url) => new URL(`.${url}`, scope).href;
const pages = new Map(Object.entries(release.pages).map(([path, url]) => [path, absolute(url)]));
const files = new Map(Object.entries(release.files).map(([url, integrity]) => [absolute(url), integrity]));
const packed = new Map(Object.entries(release.packed ?? {}).map(([url, form]) => [absolute(url), absolute(form)]));
const { flags } = release; // their list is {URL: integrity}
const flagsPrefix = `flaglab-flags ${scope.pathname} `;
const flagsCacheName = `${flagsPrefix}${flags?.integrity}`;
const isFlag = (url) => Boolean(flags) && url.href.startsWith(absolute(flags.folder)) && url.pathname.endsWith(".gif");

// hasHash tells the files that are named by their content.
const hasHash = (url) => new URL(url).searchParams.has("v");

// fresh says how to ask for a file so that the answer is the server's. A host that knows
// only when its files changed answers "not modified" to a browser that has a newer file
// of the same name, from another release or another project; so a name without a hash is
// asked for without naming the copy in the browser's cache.
const fresh = (url) => ({ cache: hasHash(url) ? "no-cache" : "reload" });

const pageURLs = new Set(pages.values());
const plainFiles = new Set([...files.keys()].filter((url) => !hasHash(url) && !pageURLs.has(url)));

self.addEventListener("install", (event) => {
	event.waitUntil(route(event));
	event.waitUntil(install());
});

// install fills the cache of this release. Then the worker takes over at once: pages
// that are open keep what they have, and their files stay until the release after.
async function install() {
	try {
		const cache = await caches.open(cacheName);
		const others = await otherCaches();
		await Promise.all(
			[...files].map(async ([url, integrity]) => {
				// A release that is installed again may still have its cache.
				if (!(await cache.match(url))) {
					await cache.put(url, (await kept(others, url)) ?? (await get(url, integrity)));
				}
			}),
		);
	} catch (error) {
		if (!(await activatedAt(cacheName))) {
			await caches.delete(cacheName); // half a release is of no use
		}
		throw error;
	}
	await self.skipWaiting();
}

// get gets a file with the content that the release names: from the browser's cache, in its packed form, or as it is.
async function get(url, integrity) {
	const options = { ...fresh(url), credentials: "same-origin" };
	const response = (await had(url, integrity)) ?? (await unpackedWhole(url, integrity, options)) ?? (await fetch(url, { ...options, integrity }));
	if (!response.ok) {
		throw new Error(`${url}: ${response.status}`);
	}
	if (!response.redirected) {
		return response;
	}
	// A navigation may not be answered with a response that was redirected.
	return new Response(await response.blob(), { headers: response.headers });
}

// had gets a file from the browser's cache. Where the file can come packed, the network is not asked for it here. A server is
// asked whether its page is still as it was, since the page's policy is in the header.
async function had(url, integrity) {
	try {
		const cache = packed.has(url) ? "only-if-cached" : pageURLs.has(url) ? "no-cache" : "force-cache";
		const response = await fetch(url, { cache, mode: "same-origin", credentials: "same-origin", integrity });
		return response.ok ? response : undefined;
	} catch {
		return undefined; // it is another release's, or it did not arrive
	}
}

// unpackedWhole gets a file in its packed form; undefined if there is none, or if it is another release's.
async function unpackedWhole(url, integrity, options) {
	const file = await unpacked(url, packed.get(url), options);
	if (!file) {
		return undefined;
	}
	const content = await file.arrayBuffer();
	const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
	return integrity === `sha256-${btoa(String.fromCharCode(...sum))}` ? new Response(content, file) : undefined;
}

// kept finds a file in the caches of other releases: a name with a hash in it never
// changes its content.
async function kept(names, url) {
	return hasHash(url) ? storedInAny(names, url) : undefined;
}

// stored looks into one cache. To open a cache would make it again where a reset has
// just removed it: this worker goes on to serve the page that says so.
const stored = (name, url) => caches.match(url, { cacheName: name });

// storedInAny looks into several caches, one after another.
async function storedInAny(names, url) {
	for (const name of names) {
		const response = await stored(name, url);
		if (response) {
			return response;
		}
	}
	return undefined;
}

// otherCaches names the caches of other releases in this scope. Other sites on this
// origin have others.
async function otherCaches() {
	return (await caches.keys()).filter((name) => name.startsWith(prefix) && name !== cacheName);
}

// Where a cache says when its release was last activated. It does so only if the release
// is whole.
const mark = absolute("/app-worker.activated");

async function activatedAt(name) {
	const time = await stored(name, mark);
	return time ? Number(await time.text()) : 0;
}

self.addEventListener("activate", (event) => event.waitUntil(activate()));

// activate keeps two releases: this one, and the one that was active before, which may
// still be open in some tab. It may be older or newer.
async function activate() {
	await (await caches.open(cacheName)).put(mark, new Response(String(Date.now())));
	const { installing, waiting } = self.registration;
	if (!installing && !waiting) {
		const others = await Promise.all((await otherCaches()).map(async (name) => ({ name, time: await activatedAt(name) })));
		const before = others.reduce((last, other) => (other.time > last.time ? other : last), { time: 0 });
		await Promise.all(others.filter((other) => other !== before).map(({ name }) => caches.delete(name)));
	}
	// A page that was opened before there was a worker is not controlled by one.
	for (const client of await self.clients.matchAll({ includeUncontrolled: true })) {
		tell(client);
	}
}

self.addEventListener("message", (event) => {
	if (event.data === "release") {
		// The page that asks knows that this is the server's release.
		tell(event.source);
	} else if (event.data === "flags" && flags && !removed) {
		event.waitUntil(keepFlags());
	}
});

// tell says to a page which release is kept. Other sites on this origin, below other
// paths, hear it too.
function tell(client) {
	client.postMessage({ release: release.version, scope: scope.pathname });
}

// keepFlags keeps the flags that are not kept yet, one after another: they must not
// compete with what the person does. What fails is got at the next visit.
async function keepFlags() {
	const cache = await caches.open(flagsCacheName);
	const have = new Set((await cache.keys()).map((request) => request.url));
	const list = await (await get(absolute(flags.list), flags.integrity)).json();
	for (const [path, integrity] of Object.entries(list)) {
		const url = absolute(path);
		if (!have.has(url)) {
			await cache.put(url, await get(url, integrity));
		}
	}
	for (const name of await caches.keys()) {
		if (name.startsWith(flagsPrefix) && name !== flagsCacheName) {
			await caches.delete(name);
		}
	}
}

self.addEventListener("fetch", (event) => {
	const { request } = event;
	const url = new URL(request.url);
	if (request.method !== "GET" || url.origin !== scope.origin) {
		return;
	}
	if (request.mode === "navigate") {
		const page = pages.get(plain(url.pathname));
		if (url.searchParams.has("reset")) {
			event.respondWith(reset(request));
		} else if (page && url.searchParams.has("saved")) {
			event.respondWith(cacheFirst([cacheName], page, request));
		} else if (page) {
			event.respondWith(networkFirst(request, cacheName, page));
		}
		return;
	}
	url.hash = "";
	if (isFlag(url)) {
		// A run must use the real network.
		event.respondWith(networkFirst(request, flagsCacheName, url.href));
	} else if (plainFiles.has(url.href)) {
		event.respondWith(networkFirst(request, cacheName, url.href));
	} else if (hasHash(url)) {
		event.respondWith(fromAnyRelease(request, url.href));
	}
});

// plain gives the path of a page without what hosts add to it; its query is the
// page's own matter.
function plain(pathname) {
	const path = pathname.replace(/(\/index)?\.html$/, "").replace(/\/+$/, "");
	return `${path}/`.startsWith(scope.pathname) ? path.slice(scope.pathname.length - 1) || "/" : path;
}

// networkFirst answers with what the server answers, and with what is kept only if there
// is no answer.
async function networkFirst(request, name, url) {
	try {
		return await fetch(request, name === cacheName ? fresh(url) : {});
	} catch (error) {
		const kept = await stored(name, url);
		if (kept) {
			return kept;
		}
		throw error;
	}
}

async function cacheFirst(names, url, request) {
	return (await storedInAny(names, url)) ?? fetch(request);
}

// fromAnyRelease serves a file with a hash in its name, also to a page of the release
// before.
async function fromAnyRelease(request, url) {
	return cacheFirst([cacheName, ...(await otherCaches())], url, request);
}

// After a reset nothing is kept any more, whatever a page that is still open asks for.
let removed = false;

// reset removes this worker and all that it keeps. The page says so, if there is one.
async function reset(request) {
	removed = true;
	const own = (await caches.keys()).filter((name) => name.startsWith(prefix) || name.startsWith(flagsPrefix));
	await Promise.all(own.map((name) => caches.delete(name)));
	await self.registration.unregister();
	try {
		return await fetch(request, fresh(request.url));
	} catch {
		return new Response("This browser's copy of Flag Lab has been removed.\n", { headers: { "Content-Type": "text/plain; charset=utf-8" } });
	}
}

// route sets static routes, where supported, which do not wake this worker.
async function route(event) {
	if (!event.addRoutes) {
		return;
	}
	try {
		await event.addRoutes([
			{ condition: { requestMode: "navigate" }, source: "fetch-event" },
			...[...files.keys()].filter(hasHash).map((url) => ({ condition: { urlPattern: literal(url) }, source: { cacheName } })),
			...[...plainFiles].map((url) => ({ condition: { urlPattern: literal(url) }, source: "fetch-event" })),
			{ condition: { urlPattern: new URLPattern({ search: "v=*" }) }, source: "fetch-event" },
			...(flags ? [{ condition: { urlPattern: new URLPattern({ pathname: "*.gif" }) }, source: "fetch-event" }] : []),
			{ condition: { urlPattern: new URLPattern({}) }, source: "network" },
		]);
	} catch (error) {
		console.warn("static routes:", error); // the fetch event does the same, more slowly
	}
}

// literal is the pattern that matches one URL.
function literal(href) {
	const { protocol, hostname, port, pathname, search } = new URL(href);
	return new URLPattern({ protocol: protocol.slice(0, -1), hostname, port, pathname, search: search.slice(1) });
}
