// The start of a Web Worker of a process pool (app/process), with Go's wasm_exec.js in
// front: it runs the page's program once more, in a memory of its own.
//
// The first message is {module, name, hello}: the compiled program, the worker's name, and
// the first frame for it. All later messages, in both directions, are frames: Uint8Arrays
// that only Go reads. But the last one to the page may be a string that says how the
// worker ended.
"use strict";

(() => {
	let ended = false;
	const end = (how) => {
		if (!ended) {
			ended = true;
			// Go's own reason, or else its last words.
			const lines = said.trim().split("\n");
			const reason = lines.findLast((line) => /^(fatal error|panic): /.test(line)) ?? lines.at(-1);
			postMessage(how + (reason && `: ${reason}`));
		}
	};

	// What the program wrote last goes with that: it says why Go gave up.
	let said = "";
	const decoder = new TextDecoder();
	const { writeSync } = fs;
	fs.writeSync = (fd, bytes) => {
		said = (said + decoder.decode(bytes)).slice(-2000);
		return writeSync(fd, bytes);
	};

	// A program that overflows its stack throws from within an event.
	addEventListener("error", (event) => {
		event.preventDefault();
		end(event.message);
	});

	onmessage = async ({ data: { module, name, hello } }) => {
		// Until the program listens.
		const early = [hello];
		onmessage = ({ data }) => early.push(data);
		const scratch = new Uint8Array(4096);
		globalThis.pool = {
			early,
			scratch,
			// The first bytes of scratch, copied; or a large buffer, moved.
			sendSmall: (length) => postMessage(scratch.slice(0, length)),
			sendLarge: (bytes) => postMessage(bytes, [bytes.buffer]),
		};
		try {
			const go = new Go();
			go.argv = [name];
			go.env = { PROCESS_POOL_WORKER: name };
			let status = 0;
			go.exit = (code) => {
				status = code;
			};
			await go.run(await WebAssembly.instantiate(module, go.importObject));
			end(`exit status ${status}`);
		} catch (error) {
			end(String(error));
		}
	};
})();
