// One request of the program. For a small answer, calls between Go and JavaScript cost more
// than the work itself, so a request is one call and its answer another. Workers use this, too.
"use strict";

(() => {
	const underWay = new Map(); // AbortController of each request, by the program's number for it

	// goFetch asks for a URL, reads the answer to its end, and calls
	// answer(id, status, type, body, cache, stalled, waiting, receiving, protocol), or
	// answer(id, 0, message) if there is no answer: the network failed, the request was
	// given up with goFetchAbort, or the body has more than limit bytes.
	//
	// body is a Uint8Array, the three times are in milliseconds, and null stands for what
	// the browser does not tell.
	globalThis.goFetch = async (id, url, limit, answer) => {
		const abort = new AbortController();
		underWay.set(id, abort);
		const began = performance.now();
		let outcome;
		try {
			const response = await fetch(url, { cache: "no-store", credentials: "omit", signal: abort.signal });
			const body = await read(response, limit);
			const { status, headers } = response;
			outcome = [status, headers.get("Content-Type"), body, headers.get("Cache-Status"), ...timing(response.url, began)];
		} catch (error) {
			abort.abort(); // of what is unread, if anything is
			outcome = [0, error.message];
		}
		underWay.delete(id);
		answer(id, ...outcome);
	};

	globalThis.goFetchAbort = (id) => underWay.get(id)?.abort();

	// goMeasure fetches a file again and again, and calls answer with the bytes and the milliseconds of each block: 2 MB, or what
	// came within 60 ms, but never less than came within least milliseconds. It ends after count blocks or most milliseconds. If it
	// fails, it calls answer(message). A range makes browsers ask for the file as it is, without compression. The time runs from
	// the first piece of a file that is read; what the browser had by then does not count.
	globalThis.goMeasure = async (url, count, least, most, signal, answer) => {
		const blocks = [];
		let [bytes, took, total] = [0, 0, 0]; // of this block; of all
		const add = () => {
			blocks.push(bytes, took);
			[bytes, took] = [0, 0];
		};
		const over = () => blocks.length >= 2 * count || total >= most;
		try {
			for (let files = 0; !over(); files++) {
				const response = await fetch(url, { cache: "no-store", credentials: "omit", headers: { Range: "bytes=0-" }, signal });
				if (!response.ok || response.headers.has("Content-Encoding")) {
					throw new Error(response.ok ? "the host compresses the file" : `the host answers ${response.status}`);
				}
				const reader = response.body.getReader();
				let piece = await reader.read();
				let before = performance.now();
				while (!piece.done && !over()) {
					piece = await reader.read();
					const now = performance.now();
					bytes += piece.value?.length ?? 0;
					took += now - before;
					total += now - before;
					before = now;
					if (took >= least && (bytes >= 2e6 || took >= 60)) {
						add();
					}
				}
				await reader.cancel(); // of what is unread, if anything is
				if (total === 0 && files > 100) {
					break; // it comes faster than the clock advances
				}
			}
			if (!blocks.length) {
				add();
			}
			answer(...blocks);
		} catch (error) {
			answer(String(error.message));
		}
	};

	async function read(response, limit) {
		const length = response.headers.get("Content-Length");
		if (length !== null && Number(length) <= limit) {
			return new Uint8Array(await response.arrayBuffer());
		}
		// Chunk by chunk, so that an endless body ends at the limit.
		const chunks = [];
		let size = 0;
		const reader = response.body?.getReader();
		for (let chunk; reader && !(chunk = await reader.read()).done; ) {
			chunks.push(chunk.value);
			size += chunk.value.length;
			if (size > limit) {
				throw new RangeError(`the answer is longer than ${limit} bytes`);
			}
		}
		return new Uint8Array(await new Blob(chunks).arrayBuffer());
	}

	// timing looks a request up in Resource Timing: the time until it was sent (it had to
	// wait for a connection), until the first byte of the answer, and until the last. The
	// browser may not have it: another origin forbids it, or the buffer is full.
	function timing(url, began) {
		const entry = performance.getEntriesByName(url, "resource").at(-1);
		if (!entry?.requestStart || entry.startTime < began - 1) {
			return [null, null, null, null];
		}
		const { startTime, requestStart, responseStart, responseEnd, nextHopProtocol } = entry;
		return [requestStart - startTime, responseStart - requestStart, responseEnd - responseStart, nextHopProtocol];
	}
})();
