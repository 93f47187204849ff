// One request of the program. What crosses between the program and the browser costs more
// than either's work for a small answer, so a request is one call and its answer another.
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
	window.goFetch = async (id, url, limit, answer) => {
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

	window.goFetchAbort = (id) => underWay.get(id)?.abort();

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
