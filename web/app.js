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
	const inAnotherTask = (go) =>
		setTimeout(() => {
			began = performance.now();
			go();
		});
	window.goPause = (resume) => {
		const long = performance.now() - began > short;
		if (long) {
			inAnotherTask(resume);
		}
		return long;
	};

	// goOpened is called when the program hears what is pressed in the rendered page. It calls resume in another task.
	window.goOpened = (resume) => {
		root.removeAttribute("data-loading");
		inAnotherTask(() => {
			early.answer();
			resume();
		});
		return true;
	};

	// ---- Loading.

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
		const program = async () => instantiate((await window.compiledProgram) ?? (await fetchProgram()), go.importObject);
		const [{ module, instance }] = await Promise.all([program(), painted()]);
		// What the workers of a process pool run: the same program, compiled already.
		globalThis.workerProgram = { script: settings.poolWorker, module };
		const mounted = new Promise((resolve) => (window.goMounted = resolve));
		began = performance.now();
		const end = go.run(instance); // returns when the program first waits
		const ended = () => {
			throw new Error("its program ended");
		};
		await Promise.race([mounted, end.then(ended)]);
		loader.remove();
		early.handOver();
		offline.keep(settings);
		await end;
		ended();
	}

	// painted waits until the page is on its way to the screen: to start the program keeps the browser from painting. It does not
	// wait for long, as a hidden page is not painted; and not at all on a later visit, as the browser has the compiled program then.
	async function painted() {
		if (!offline.serves()) {
			await Promise.race([window.firstFrame, new Promise((resolve) => setTimeout(resolve, 500))]);
		}
	}

	async function fetchProgram() {
		let response;
		try {
			const packed = (await offline.has(settings.wasm)) ? undefined : settings.packed;
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
			const response = offline.serves() ? program : withProgress(program, Number(settings.size), (share) => (bar.value = share));
			if (response.headers.get("Content-Type")?.startsWith("application/wasm") && WebAssembly.instantiateStreaming) {
				return await WebAssembly.instantiateStreaming(response, imports);
			}
			return await WebAssembly.instantiate(await response.arrayBuffer(), imports);
		} catch (cause) {
			throw new NoProgram(
				"The lab's program could not be started. It may have arrived incomplete, or something between you and the " +
					"server (a proxy, an extension) changed or blocked it. Reload the page or try another browser.",
				{ cause },
			);
		}
	}

	function fail(error) {
		// The server has a new page, but not (or no longer) its program. What this browser
		// keeps is whole.
		if (error instanceof NoProgram && offline.serves() && !asked.saved) {
			location.replace(address("saved"));
			return;
		}
		console.error("the lab did not start:", error, error.cause ?? "");
		root.removeAttribute("data-loading");
		const focused = early.hasFocus();
		early.offer(false);
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

	async function reset() {
		await offline.remove(settings);
		root.removeAttribute("data-loading");
		label.textContent = "This browser's copy of Flag Lab has been removed. ";
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
		early.offer(true);
		load().catch(fail);
	}
})();
