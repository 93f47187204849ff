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
			const line = reason ?? last;
			postMessage(line ? `${how}: ${line}` : how);
		}
	};

	// What the program wrote goes with that: Go's own reason, or else its last line.
	let reason, last, unended = "";
	const decoder = new TextDecoder();
	const { writeSync } = fs;
	fs.writeSync = (fd, bytes) => {
		const lines = (unended + decoder.decode(bytes)).split("\n");
		unended = lines.pop().slice(-1000);
		reason = lines.findLast((line) => /^(fatal error|panic): /.test(line)) ?? reason;
		last = lines.findLast((line) => line.trim()) ?? last;
		return writeSync(fd, bytes);
	};

	// A program that overflows its stack throws from within an event.
	addEventListener("error", (event) => {
		event.preventDefault();
		end(event.message);
	});

	// A browser that forbids WebAssembly here may not even accept the module.
	onmessageerror = () => end("the compiled program did not get through to the worker");

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
