// The start of the page: loads the lab's program, shows how far it has come, says in
// words what went wrong, and stands in for go-app's own start script: of the functions
// that it defines (named goapp…), the ones that are used here.
"use strict";

(() => {
	const settings = document.querySelector("script[data-wasm]").dataset;
	const root = document.documentElement;
	const loader = document.getElementById("app-wasm-loader");
	const label = document.getElementById("app-wasm-loader-label");
	const bar = loader.querySelector("progress");

	// ---- One address for each lab: hosts of files know more than one.

	const plain = location.pathname.replace(/(\/index)?\.html$/, "").replace(/\/+$/, "");
	const path = plain === settings.prefix ? `${plain}/` : plain;

	// The program cannot read a fragment with a % that escapes nothing, as a link has that was cut off. This listener is the first.
	const mendFragment = () => {
		const hash = location.hash.replace(/%(?![0-9a-f]{2})/gi, "%25");
		if (hash !== location.hash) {
			history.replaceState(history.state, "", location.pathname + location.search + hash);
		}
	};
	mendFragment();
	addEventListener("popstate", mendFragment);

	// Query parameters for this script and its worker, not settings of the lab.
	const query = new URLSearchParams(location.search);
	const asked = { reset: query.has("reset"), saved: query.has("saved") };
	const address = (marker) => {
		const rest = location.search.slice(1).split("&").filter((part) => part && !/^(reset|saved)(=|$)/.test(part));
		const search = [...rest, ...(marker ? [marker] : [])].join("&");
		return path + (search && `?${search}`) + location.hash;
	};
	if (!asked.reset && address() !== location.pathname + location.search + location.hash) {
		history.replaceState(history.state, "", address());
	}

	// ---- What the program calls.

	const env = {
		GOAPP_VERSION: settings.version,
		GOAPP_ROOT_PREFIX: settings.prefix,
		GOAPP_STATIC_RESOURCES_URL: settings.prefix,
		GOAPP_INTERNAL_URLS: "null",
		FLAGLAB_PROGRAM: settings.wasm,
		FLAGLAB_KIND: root.dataset.flaglab, // static or server: the document knows, no request need fail to find out
	};
	window.goappGetenv = (key) => env[key];
	window.goappOnUpdate = () => {}; // replaced by the program

	// goPause returns false if the present task of the start is short so far; otherwise it calls resume in another one.
	const short = 20; // ms
	let began; // this task
	window.goPause = (resume) => {
		const long = performance.now() - began > short;
		if (long) {
			setTimeout(() => {
				began = performance.now();
				resume();
			});
		}
		return long;
	};

	// ---- Before the program is here: a press on the main button is remembered, and so is what has the focus.

	let early = document.querySelector('[data-action="run"]');
	const name = early?.textContent;
	let pressed = false;
	const offer = (on) => {
		if (early) {
			early.disabled = !on;
			early.textContent = name;
		}
	};
	early?.addEventListener("click", () => {
		pressed = true;
		early.textContent = "Starting…";
		label.textContent = "The lab is loading. Your run starts by itself.";
	});

	// The way to what has the focus. The program's page takes the place of this one, and has the same form.
	let way = [];
	const follow = ({ target }) => {
		way = [];
		for (let e = target; e.parentElement; e = e.parentElement) {
			way.unshift([...e.parentElement.children].indexOf(e));
		}
	};
	document.addEventListener("focusin", follow);

	// handOver does to the program's page what was done to this one.
	const handOver = () => {
		document.removeEventListener("focusin", follow);
		const place = way.reduce((e, i) => e?.children[i], root);
		if (way.length > 0 && document.activeElement === document.body) {
			place?.focus({ preventScroll: true });
		}
		const main = document.querySelector('[data-action="run"]');
		if (pressed && main?.disabled) {
			document.querySelector('[aria-invalid="true"]')?.focus(); // why nothing runs
		} else if (pressed) {
			main?.click();
		}
		early = undefined; // with it the browser would keep the whole page that was replaced
	};

	// ---- Loading.

	// The browser's service workers. There are none over plain HTTP from another machine,
	// and a page in a frame with a sandbox may not even ask.
	const worker = (() => {
		try {
			return navigator.serviceWorker;
		} catch {
			return undefined;
		}
	})();

	// Trouble is an error whose message is meant for the person.
	class Trouble extends Error {}
	class NoProgram extends Trouble {}

	async function load() {
		if (typeof WebAssembly !== "object") {
			throw new Trouble(
				"This browser cannot run WebAssembly, which the lab needs. Please use a current Chrome, Edge, " +
					"Firefox or Safari, and check that no security or lockdown mode switches WebAssembly off.",
			);
		}
		if (typeof Go !== "function") {
			throw new Trouble("A part of the lab (wasm_exec.js) did not arrive. Check the connection, then reload the page.");
		}
		const go = new Go();
		const arrived = async () => (await window.compiledProgram) ?? fetchProgram();
		const [program] = await Promise.all([arrived(), painted()]);
		const { module, instance } = await instantiate(program, go.importObject);
		// What the workers of a process pool run: the same program, compiled already.
		globalThis.workerProgram = { script: settings.poolWorker, module };
		const mounted = new Promise((resolve) => (window.goMounted = resolve));
		began = performance.now();
		const end = go.run(instance); // returns when the program first waits
		const ended = () => {
			throw new Error("its program ended");
		};
		await Promise.race([mounted, end.then(ended)]);
		root.removeAttribute("data-loading");
		loader.remove();
		handOver();
		settle();
		await end;
		ended();
	}

	// painted waits until the page is on the screen, in its typefaces: to start the program keeps the browser from
	// painting. It does not wait for long, as a hidden page is not painted; and not at all on a later visit, as the browser
	// has the compiled program then.
	async function painted() {
		if (worker?.controller) {
			return;
		}
		const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
		const next = () => new Promise(requestAnimationFrame);
		const frame = () => next().then(next).then(() => wait(0)); // the second one begins when the first is on its way
		const whole = async () => {
			await frame(); // now the browser knows which typefaces it needs
			await document.fonts.ready;
			await frame();
		};
		await Promise.race([whole(), wait(500)]);
	}

	async function fetchProgram() {
		let response;
		try {
			const packed = (await isKept(settings.wasm)) ? undefined : settings.packed;
			response = (await unpacked(settings.wasm, packed)) ?? (await fetch(settings.wasm));
		} catch (cause) {
			throw new NoProgram("The lab's program did not arrive: no connection. Check that the server is running, then reload the page.", {
				cause,
			});
		}
		if (!response.ok) {
			throw new NoProgram(
				`The lab's program did not arrive: the server answered ${response.status}. ` +
					"Reload the page; if that does not help, tell whoever runs this server.",
			);
		}
		return response;
	}

	// instantiate makes an instance of the program, which is compiled already or a response.
	async function instantiate(program, imports) {
		try {
			if (program instanceof WebAssembly.Module) {
				return { module: program, instance: await WebAssembly.instantiate(program, imports) };
			}
			// Browsers keep the compiled program of a response only if nothing reads it before them.
			const response = worker?.controller ? program : withProgress(program, Number(settings.size), (share) => (bar.value = share));
			if (response.headers.get("Content-Type")?.startsWith("application/wasm") && WebAssembly.instantiateStreaming) {
				return await WebAssembly.instantiateStreaming(response, imports);
			}
			return await WebAssembly.instantiate(await response.arrayBuffer(), imports);
		} catch (cause) {
			throw new NoProgram(
				"The lab's program could not be started. It may have arrived incomplete, or something between you and the " +
					"server (a proxy, an extension) changed it or forbids it. Reload the page or try another browser.",
				{ cause },
			);
		}
	}

	// isKept reports whether the service worker has a file.
	async function isKept(url) {
		return Boolean(worker?.controller && (await caches.match(url)));
	}

	function fail(error) {
		// The server has a new page, but not (or no longer) its program. What this browser
		// keeps is whole.
		if (error instanceof NoProgram && worker?.controller && !asked.saved) {
			location.replace(address("saved"));
			return;
		}
		console.error("the lab did not start:", error, error.cause ?? "");
		root.removeAttribute("data-loading");
		const focused = early && document.activeElement === early;
		offer(false);
		label.textContent =
			error instanceof Trouble ? error.message : `The lab stopped: ${error.message || error}. Reload the page to go on.`;
		label.setAttribute("role", "alert");
		const reload = document.createElement("button");
		reload.textContent = "Reload";
		reload.addEventListener("click", () => location.reload());
		loader.dataset.state = "failed";
		loader.replaceChildren(label, reload);
		document.body.append(loader); // it may have been removed
		if (focused) {
			reload.focus();
		}
	}

	// ---- The service worker, once the program is here and the page has settled: it must not compete for the line, nor for the
	// processor, with the page's first pictures or a run.

	const settling = 1000; // ms

	const settle = () =>
		setTimeout(() => (document.querySelector(".page")?.dataset.phase === "live" ? settle() : keepShell()), settling);

	// How long the page is left alone before files for later are fetched, in ms.
	const quiet = 10_000;

	async function keepShell() {
		if (!worker) {
			return; // only offline use is lost
		}
		try {
			// A worker says which release it keeps: this page may be of another one.
			worker.addEventListener("message", async ({ data }) => {
				if (data?.scope === `${settings.prefix}/` && data.release !== settings.version && !(await otherWorker())) {
					window.goappOnUpdate();
				}
			});
			// A name of its own for each release, since the browser may take "not modified" for
			// an answer where the server went back to an older one.
			const registration = await worker.register(`${settings.prefix}/app-worker.js?v=${settings.version}`);
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

	// ---- Removing what the browser keeps.

	async function reset() {
		if (worker) {
			const scope = `${settings.prefix}/`;
			const own = (await worker.getRegistrations()).filter((registration) => new URL(registration.scope).pathname === scope);
			await Promise.all(own.map((registration) => registration.unregister()));
			const names = (await caches.keys()).filter((name) => name.startsWith(`flaglab ${scope} `) || name.startsWith(`flaglab-flags ${scope} `));
			await Promise.all(names.map((name) => caches.delete(name)));
		}
		root.removeAttribute("data-loading");
		label.textContent = "This browser's copy of Flag Lab is removed. ";
		const link = document.createElement("a");
		link.href = address();
		link.textContent = "Open the lab";
		label.append(link);
		loader.dataset.state = "reset";
		loader.replaceChildren(label);
	}

	if (asked.reset) {
		reset().catch(fail);
	} else {
		offer(true);
		load().catch(fail);
	}
})();
