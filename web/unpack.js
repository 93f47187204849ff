// Few hosts of files compress a program, so its packed form lies beside it.
"use strict";

// unpacked gets the program in its packed form and unpacks it. It is undefined if that is
// no gain or does not work: the host compresses the program itself, or has no packed form,
// or this browser cannot unpack.
async function unpacked(url, packed, options) {
	if (!packed || typeof DecompressionStream !== "function") {
		return undefined;
	}
	const compressed = (response) => response.headers.has("Content-Encoding");
	try {
		const plain = await fetch(url, { ...options, method: "HEAD" });
		if (!plain.ok || compressed(plain)) {
			return undefined;
		}
		const response = await fetch(packed, options);
		if (!response.ok) {
			return undefined;
		}
		// Some hosts take the packed form for a compressed program, and then the browser has unpacked it.
		const body = compressed(response) ? response.body : response.body.pipeThrough(new DecompressionStream("gzip"));
		return new Response(body, { headers: { "Content-Type": "application/wasm" } });
	} catch {
		return undefined; // what asks for the plain form then says why
	}
}
