// A Web Worker that gets the program and compiles it, with unpack.js and progress.js in front, so that the page's thread is
// free to show the page. The only message to it is {url, packed, size}; from it come {progress}, a share of 1, and then
// {module}, or {} if it has none: the page tries itself then, and says what is wrong.
"use strict";

onmessage = async ({ data: { url, packed, size } }) => {
	let module;
	try {
		const response = (await unpacked(url, packed)) ?? (await fetch(url));
		const shown = showProgress(response.clone(), size, (progress) => postMessage({ progress }));
		const streams = response.headers.get("Content-Type")?.startsWith("application/wasm");
		module = streams ? await WebAssembly.compileStreaming(response) : await WebAssembly.compile(await response.arrayBuffer());
		await shown;
	} catch {
		// There is no module.
	}
	postMessage({ module });
};
