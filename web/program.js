// The start of the program, before there is anything to see of the page: compiledProgram is a promise of it. On a first visit a
// Web Worker compiles it (compiler.js), so that the page's thread is free to show the page. On a later one the browser has it
// compiled, and keeps that for a response that the page compiles itself. The promise is of nothing where this fails, as where
// workers are forbidden: app.js tries then, and says what is wrong.
"use strict";

// The first frame is on its way when the task that follows it begins.
window.firstFrame = new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));

window.compiledProgram = (async ({ wasm, packed, size, compiler: script }) => {
	let compiler;
	try {
		// To ask for service workers fails in a frame with a sandbox.
		if (origin === "null" || new URLSearchParams(location.search).has("reset")) {
			return undefined;
		}
		if (navigator.serviceWorker?.controller) {
			const here = !packed || (await caches.match(wasm)); // the packed form is smaller where the host compresses nothing
			return here && (await WebAssembly.compileStreaming(fetch(wasm)));
		}
		return await new Promise((resolve, reject) => {
			compiler = new Worker(script, { name: JSON.stringify({ url: wasm, packed, size: Number(size) }) });
			compiler.onerror = compiler.onmessageerror = reject;
			compiler.onmessage = ({ data: { progress, module } }) => {
				const bar = document.querySelector("#app-wasm-loader progress"); // once the page is here
				if (!progress) {
					resolve(module);
				} else if (bar) {
					bar.value = progress;
				}
			};
		});
	} catch {
		return undefined;
	} finally {
		compiler?.terminate();
	}
})(document.currentScript.dataset);
