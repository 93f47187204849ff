// A Web Worker that gets the program and compiles it, with unpack.js and progress.js in front, so that the page's thread is
// free to show the page. Its name is {url, packed, size} as JSON: a message would wait until the page's thread has time. From
// it come {progress}, a share of 1, and then {module}, or {} if it has none: the page tries itself then, and says what is wrong.
"use strict";

(async ({ url, packed, size }) => {
	let module;
	try {
		const found = (await unpacked(url, packed)) ?? (await fetch(url));
		const response = withProgress(found, size, (progress) => postMessage({ progress }));
		const streams = response.headers.get("Content-Type")?.startsWith("application/wasm");
		module = streams ? await WebAssembly.compileStreaming(response) : await WebAssembly.compile(await response.arrayBuffer());
	} catch {
		// There is no module.
	}
	postMessage({ module });
})(JSON.parse(name));
