// The service worker: it keeps the shell of the lab (pages, program, style, icons) for
// visits without a network, and touches nothing else. Above this line the server writes
//
//	const release = {version, policy, pages: {path: URL}, files: {URL: integrity},
//		packed: {URL: URL}, flagsVersion, flags: {URL: integrity}};
//
// where each URL begins with a slash that stands for the scope of this worker. Only on a
// host of files there are packed and flags.
//
// Rules:
// - A release is installed as a whole or not at all: each file's content must have the
//   hash that the release names, whatever a cache on the way answers.
// - Pages come from the newest release installed. They name their files by content
//   (?v=hash), so a page never gets a file of another release.
// - A request that is not for the shell is not answered here: no respondWith, no delay.
// - On a host of files the flags are kept too, once the page says that it has the time,
//   and used when the host does not answer.
"use strict";

const scope = new URL(self.registration.scope);
// A path has no space in it, so no scope's prefix begins another's.
const prefix = `flaglab ${scope.pathname} `;
const cacheName = `${prefix}${release.version} ${release.policy}`;
const absolute = (url) => new URL(`.${url}`, scope).href;
const pages = new Map(Object.entries(release.pages).map(([path, url]) => [path, absolute(url)]));
const files = new Map(Object.entries(release.files).map(([url, integrity]) => [absolute(url), integrity]));
const packed = new Map(Object.entries(release.packed ?? {}).map(([url, form]) => [absolute(url), absolute(form)]));
const flags = new Map(Object.entries(release.flags ?? {}).map(([url, integrity]) => [absolute(url), integrity]));
const flagsPrefix = `flaglab-flags ${scope.pathname} `;
const flagsCacheName = `${flagsPrefix}${release.flagsVersion}`;

self.addEventListener("install", (event) => {
	event.waitUntil(route(event));
	event.waitUntil(install());
});

// install fills the cache of this release. Then the worker takes over at once: pages
// that are open keep what they have, and their files stay until the release after.
async function install() {
	const cache = await caches.open(cacheName);
	const older = await ownCaches();
	await Promise.all(
		[...files].map(async ([url, integrity]) => {
			await cache.put(url, (await kept(older, url)) ?? (await get(url, integrity)));
		}),
	);
	await self.skipWaiting();
}

// no-cache: ask the server whether a copy in the browser's cache is still good.
const options = { cache: "no-cache", credentials: "same-origin" };

async function get(url, integrity) {
	const program = await unpacked(url, packed.get(url), options);
	if (program) {
		const content = await program.arrayBuffer();
		const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
		if (integrity === `sha256-${btoa(String.fromCharCode(...sum))}`) {
			return new Response(content, program);
		}
	}
	const response = await fetch(url, { ...options, integrity });
	if (!response.ok) {
		throw new Error(`${url}: ${response.status}`);
	}
	if (!response.redirected) {
		return response;
	}
	// A navigation may not be answered with a response that was redirected.
	return new Response(await response.blob(), { headers: response.headers });
}

// kept finds a file in the caches of older releases: a name with a hash in it never
// changes its content.
async function kept(names, url) {
	if (!new URL(url).searchParams.has("v")) {
		return undefined;
	}
	for (const name of names) {
		const response = await (await caches.open(name)).match(url);
		if (response) {
			return response;
		}
	}
	return undefined;
}

// ownCaches names the caches of this scope, the newest first. Other sites on this
// origin have others.
async function ownCaches() {
	return (await caches.keys()).filter((name) => name.startsWith(prefix)).reverse();
}

self.addEventListener("activate", (event) => {
	event.waitUntil(
		(async () => {
			const older = (await ownCaches()).filter((name) => name !== cacheName);
			// The release before this one may still be open in some tab.
			await Promise.all(older.slice(1).map((name) => caches.delete(name)));
			for (const client of await self.clients.matchAll()) {
				client.postMessage({ release: release.version });
			}
		})(),
	);
});

self.addEventListener("message", (event) => {
	if (event.data === "release") {
		// A page that was opened while this release came in asks for it.
		event.source.postMessage({ release: release.version });
	} else if (event.data === "flags" && flags.size > 0) {
		event.waitUntil(keepFlags());
	}
});

// keepFlags keeps the flags that are not kept yet, one after another: they must not
// compete with what the person does. What fails is got at the next visit.
async function keepFlags() {
	const cache = await caches.open(flagsCacheName);
	const have = new Set((await cache.keys()).map((request) => request.url));
	for (const [url, integrity] of flags) {
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
		if (page) {
			event.respondWith(answer([cacheName], page, request));
		}
		return;
	}
	url.hash = "";
	if (flags.has(url.href)) {
		event.respondWith(flag(url.href, request));
	} else if (files.has(url.href)) {
		event.respondWith(answer([cacheName], url.href, request));
	} else if (url.searchParams.has("v")) {
		event.respondWith(answerOlder(url.href, request));
	}
});

// plain gives the path of a page without what hosts add to it; its query is the
// page's own matter.
function plain(pathname) {
	const path = pathname.replace(/(\/index)?\.html$/, "").replace(/\/+$/, "");
	return `${path}/`.startsWith(scope.pathname) ? path.slice(scope.pathname.length - 1) || "/" : path;
}

async function answer(names, url, request) {
	for (const name of names) {
		const response = await (await caches.open(name)).match(url);
		if (response) {
			return response;
		}
	}
	return fetch(request);
}

// flag asks the host first: a run is to meet the network as it is. The flag that was
// kept is for those who have none.
async function flag(url, request) {
	try {
		return await fetch(request);
	} catch (error) {
		const kept = await (await caches.open(flagsCacheName)).match(url);
		if (kept) {
			return kept;
		}
		throw error;
	}
}

// answerOlder serves a file that a page of the release before asks for.
async function answerOlder(url, request) {
	return answer(await ownCaches(), url, request);
}

// route tells browsers that can (static routing) what to do without waking this worker.
async function route(event) {
	if (!event.addRoutes) {
		return;
	}
	try {
		await event.addRoutes([
			{ condition: { requestMode: "navigate" }, source: "fetch-event" },
			...[...files.keys()].map((url) => ({ condition: { urlPattern: literal(url) }, source: { cacheName } })),
			{ condition: { urlPattern: new URLPattern({ search: "v=*" }) }, source: "fetch-event" },
			...(flags.size > 0 ? [{ condition: { urlPattern: new URLPattern({ pathname: "*.gif" }) }, source: "fetch-event" }] : []),
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
