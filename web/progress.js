"use strict";

// showProgress tells how much of the program has arrived, as a share of 1. It reads a copy: browsers tell scripts nothing of
// a response that they compile.
async function showProgress(response, size, tell) {
	try {
		const reader = response.body.getReader();
		for (let loaded = 0; ; ) {
			const { done, value } = await reader.read();
			if (done) {
				return;
			}
			loaded += value.byteLength;
			tell(Math.min(1, loaded / size));
		}
	} catch {
		// The other copy fails too, and that is reported.
	}
}
