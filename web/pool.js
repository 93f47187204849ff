// The messages between the page and the workers of a process pool (app/process,
// pool-worker.js). To wake the program costs more than a small task takes, so answers that
// arrive close together are handed to it together.
"use strict";

(() => {
	const workers = new Map(); // by the program's number for them
	const outbox = new Uint8Array(1 << 14);
	const inbox = new Uint8Array(1 << 16); // for each message: the worker's number, the length, the bytes
	const numbers = new DataView(inbox.buffer);
	let filled = 0;
	let delivered = 0; // when

	const deliver = () => {
		const length = filled;
		filled = 0;
		if (length > 0) {
			goPool.receive(length);
			delivered = performance.now();
		}
	};

	// A message to itself comes after those that have arrived already.
	const { port1, port2 } = new MessageChannel();
	port1.onmessage = deliver;

	const collect = (id, bytes) => {
		if (filled + 8 + bytes.length > inbox.length) {
			deliver();
		}
		numbers.setUint32(filled, id, true);
		numbers.setUint32(filled + 4, bytes.length, true);
		inbox.set(bytes, filled + 8);
		const first = filled === 0;
		filled += 8 + bytes.length;
		if (!first) {
			return;
		}
		if (performance.now() - delivered > 1) {
			deliver(); // a rare answer need not wait
		} else {
			port2.postMessage(0);
		}
	};

	globalThis.goPool = {
		outbox,
		inbox,
		// The program sets these: receive(length) takes the first bytes of the inbox; receiveOne(id, what) takes one large
		// frame, or the text that says how a worker ended.
		receive: undefined,
		receiveOne: undefined,

		open(id, worker) {
			workers.set(id, worker);
			worker.onmessage = ({ data }) => {
				if (data instanceof Uint8Array) {
					collect(id, data);
				} else {
					deliver();
					goPool.receiveOne(id, typeof data === "string" ? data : new Uint8Array(data));
				}
			};
		},
		// send sends the first bytes of the outbox.
		send: (id, length) => workers.get(id).postMessage(outbox.slice(0, length)),
		sendLarge: (id, { buffer }) => workers.get(id).postMessage(buffer, [buffer]),
		close(id) {
			workers.get(id).terminate();
			workers.delete(id);
		},
	};
})();
