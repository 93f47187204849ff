// Few hosts of files compress a program, and some compress nothing, so packed forms lie beside the files.
"use strict";

// unpacked gets a file in its packed form and unpacks it. It is undefined if that is
// no gain or does not work: the host compresses the file itself, or has no packed form,
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
		const headers = new Headers(plain.headers);
		if (new URL(url, location).pathname.endsWith(".wasm")) {
			headers.set("Content-Type", "application/wasm"); // which not every host knows
		}
		return new Response(body, { headers });
	} catch {
		return undefined; // what asks for the plain form then says why
	}
}
