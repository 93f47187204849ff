// Runs a test binary of Go in a page. The query has ?run= for -test.run and any variables
// of the environment; what the tests say is in the document, and at the end the exit code.
"use strict";

(async () => {
	const query = Object.fromEntries(new URLSearchParams(location.search));
	const said = document.querySelector("pre");
	const decoder = new TextDecoder();
	fs.writeSync = (_, bytes) => {
		said.append(decoder.decode(bytes, { stream: true }));
		return bytes.length;
	};
	const go = new Go();
	go.argv = ["test", "-test.v", `-test.run=${query.run ?? ""}`, `-test.bench=${query.bench ?? ""}`];
	go.env = query;
	let code = 0;
	go.exit = (c) => {
		code = c;
	};
	try {
		const { module, instance } = await WebAssembly.instantiateStreaming(fetch("test.wasm"), go.importObject);
		globalThis.workerProgram = { script: "pool-worker.js", module };
		await go.run(instance);
	} catch (error) {
		code = String(error);
	}
	document.body.dataset.exit = code;
	parent.postMessage({ code, said: said.textContent }, "*"); // a frame that embeds this one
})();
