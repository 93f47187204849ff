// The start of the program, before there is anything to see of the page: compiledProgram is a promise of it, compiled by a
// Web Worker (compiler.js), so that the page's thread is free to show the page. The promise is of nothing where no worker
// compiles it: on a later visit, as the browser has it compiled then, and where workers are forbidden.
"use strict";

window.compiledProgram = (async ({ wasm, packed, size, compiler: script }) => {
	let compiler;
	try {
		// To ask for service workers fails in a frame with a sandbox.
		if (navigator.serviceWorker?.controller || origin === "null" || new URLSearchParams(location.search).has("reset")) {
			return undefined;
		}
		return await new Promise((resolve, reject) => {
			compiler = new Worker(script);
			compiler.onerror = compiler.onmessageerror = reject;
			compiler.onmessage = ({ data: { progress, module } }) => {
				const bar = document.querySelector("#app-wasm-loader progress"); // once the page is here
				if (!progress) {
					resolve(module);
				} else if (bar) {
					bar.value = progress;
				}
			};
			compiler.postMessage({ url: wasm, packed, size: Number(size) });
		});
	} catch {
		return undefined;
	} finally {
		compiler?.terminate();
	}
})(document.currentScript.dataset);
