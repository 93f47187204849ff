// What the browser keeps of the lab for visits without a network: the page's side of the service worker (app-worker.js).
"use strict";

window.offline = (() => {
	// The browser's service workers. There are none over plain HTTP from another machine,
	// and a page in a frame with a sandbox may not even ask.
	const worker = (() => {
		try {
			return navigator.serviceWorker;
		} catch {
			return undefined;
		}
	})();

	// serves reports whether a service worker answers for this page.
	const serves = () => Boolean(worker?.controller);

	// has reports whether that service worker has a file.
	const has = async (url) => serves() && Boolean(await caches.match(url));

	// keep has the service worker fetch what the lab needs, once the page has settled: it must not compete for the line, nor for
	// the processor, with the page's first pictures or a run.
	const keep = (settings) =>
		setTimeout(() => (document.querySelector(".page")?.dataset.phase === "live" ? keep(settings) : register(settings)), settling);
	const settling = 1000; // ms

	// How long the page is left alone before files for later are fetched, in ms.
	const quiet = 10_000;

	async function register({ prefix, version }) {
		if (!worker) {
			return; // only offline use is lost
		}
		try {
			// A worker says which release it keeps: this page may be of another one.
			worker.addEventListener("message", async ({ data }) => {
				if (data?.scope === `${prefix}/` && data.release !== version && !(await otherWorker())) {
					window.goappOnUpdate();
				}
			});
			// A name of its own for each release, since the browser may take "not modified" for
			// an answer where the server went back to an older one.
			const registration = await worker.register(`${prefix}/app-worker.js?v=${version}`);
			worker.ready.then((ready) => setTimeout(() => ready.active?.postMessage("flags"), quiet));

			// Browsers look for a new version at their own time: ask, now and whenever
			// the person comes back to a page that stayed open. If there is none on its
			// way, the active worker is of the server's release.
			const ask = async () => {
				if (document.visibilityState !== "visible") {
					return;
				}
				try {
					await registration.update();
				} catch {
					return; // offline
				}
				if (!registration.installing && !registration.waiting) {
					registration.active?.postMessage("release");
				}
			};
			document.addEventListener("visibilitychange", ask);
			await ask();
		} catch (error) {
			console.warn("the lab will not work offline:", error);
		}
	}

	// otherWorker asks the server for its worker once more, past the browser's cache, and
	// reports whether it is another one than the active worker. While the server had
	// another release, the browser may have stored that one's worker under this one's name.
	async function otherWorker() {
		try {
			const registration = await worker.ready;
			// Read to the end: an unread body keeps the active worker busy and in place.
			await (await fetch(registration.active.scriptURL, { cache: "reload" })).text();
			await registration.update();
			return Boolean(registration.installing || registration.waiting);
		} catch {
			return false; // offline
		}
	}

	// remove removes the service worker and all that it keeps.
	async function remove({ prefix }) {
		if (!worker) {
			return;
		}
		const scope = `${prefix}/`;
		const own = (await worker.getRegistrations()).filter((registration) => new URL(registration.scope).pathname === scope);
		await Promise.all(own.map((registration) => registration.unregister()));
		const names = (await caches.keys()).filter((name) => name.startsWith(`flaglab ${scope} `) || name.startsWith(`flaglab-flags ${scope} `));
		await Promise.all(names.map((name) => caches.delete(name)));
	}


	return { serves, has, keep, remove };
})();
