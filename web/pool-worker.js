// The start of a Web Worker of a process pool (app/process), with Go's wasm_exec.js in
// front: it runs the page's program once more, in a memory of its own.
//
// The first message is {module, name, hello}: the compiled program, the worker's name, and
// the first frame for it. All later messages, in both directions, are frames, which only Go
// reads: a Uint8Array has some, each with its length in front; an ArrayBuffer is one that is
// large. The last message to the page may be a string that says how the worker ended.
"use strict";

(() => {
	let ended = false;
	const end = (how) => {
		if (!ended) {
			ended = true;
			globalThis.pool?.flush();
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
		const early = [hello]; // until the program listens
		onmessage = ({ data }) => early.push(data);
		const scratch = new Uint8Array(4096);
		const outbox = new Uint8Array(16384);
		const lengths = new DataView(outbox.buffer);
		let filled = 0;
		const flush = () => {
			if (filled > 0) {
				postMessage(outbox.slice(0, filled));
				filled = 0;
			}
		};
		globalThis.pool = {
			scratch,
			flush,
			// sendSmall sends the first bytes of scratch. If more frames follow at once, it waits for them.
			sendSmall(length, more) {
				lengths.setUint32(filled, length, true);
				outbox.set(scratch.subarray(0, length), filled + 4);
				filled += 4 + length;
				if (!more || filled + 4 + scratch.length > outbox.length) {
					flush();
				}
			},
			sendLarge({ buffer }) {
				flush();
				postMessage(buffer, [buffer]);
			},
			// listen calls receive(bytes, single) for each message.
			listen(receive) {
				const take = (data) => (data instanceof ArrayBuffer ? receive(new Uint8Array(data), true) : receive(data, false));
				onmessage = ({ data }) => take(data);
				early.forEach(take);
			},
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
