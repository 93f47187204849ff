// What the page asks of the browser where Go would need many small calls: events, storage, the clipboard, files.
"use strict";

(() => {
	// goEvents calls act(action, arg, value) for each control that is used, press(key) for each key, which returns
	// whether the page knows it, and hidden(boolean) when the tab is hidden or shown. The controls say what they do as
	// data-action and data-arg.
	window.goEvents = (act, press, hidden) => {
		const use = (event, value) => {
			const control = event.target.closest?.("[data-action]");
			if (control && !control.disabled && control.getAttribute("aria-disabled") !== "true") {
				act(control.dataset.action, control.dataset.arg ?? "", value ?? control.dataset.value ?? "");
			}
		};
		document.addEventListener("click", (event) => {
			if (event.target.closest?.("button[data-action]")) {
				use(event);
			}
		});
		document.addEventListener("input", (event) => {
			if (event.target.type === "range") {
				use(event, event.target.value);
			}
		});
		document.addEventListener("change", (event) => {
			const { type, checked, value } = event.target;
			if (type !== "range") {
				use(event, type === "checkbox" ? (checked ? "1" : "0") : value);
			}
		});
		document.addEventListener("keydown", (event) => {
			if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) {
				return;
			}
			const { tagName, type } = event.target;
			const typing = tagName === "SELECT" || tagName === "TEXTAREA" || (tagName === "INPUT" && type !== "range" && type !== "checkbox");
			if (typing && event.key !== "Escape") {
				return;
			}
			const pressable = tagName === "BUTTON" || tagName === "A" || tagName === "SUMMARY" || tagName === "INPUT";
			if (pressable && (event.key === " " || event.key === "Enter")) {
				return;
			}
			if (press(event.key)) {
				event.preventDefault();
			}
		});
		document.addEventListener("visibilitychange", () => hidden(document.hidden));
	};

	// Storage may be forbidden, full or absent: the page then remembers nothing, and works.
	window.goLoad = (key) => {
		try {
			return localStorage.getItem(key) ?? "";
		} catch {
			return "";
		}
	};
	window.goStore = (key, text) => {
		try {
			localStorage.setItem(key, text);
		} catch {
			// see above
		}
	};

	window.goLink = (path) => {
		try {
			history.replaceState(history.state, "", path);
		} catch {
			// a sandboxed frame without an origin of its own has no address to change
		}
	};

	window.goCopyLink = () => navigator.clipboard?.writeText(location.href).catch(() => {});

	// goSave offers a file to the person, as a download of the browser.
	window.goSave = (name, blob) => {
		const href = URL.createObjectURL(blob);
		Object.assign(document.createElement("a"), { href, download: name }).click();
		// The download has begun, but may not have read the blob yet.
		setTimeout(() => URL.revokeObjectURL(href), 60_000);
	};
	window.goSaveBytes = (name, type, bytes) => window.goSave(name, new Blob([bytes], { type }));

	// goAnnounce has a screen reader say a text. The same text again is said again.
	let turn = false;
	window.goAnnounce = (text) => {
		const region = document.getElementById("live");
		if (region) {
			turn = !turn;
			region.textContent = text + (turn ? "\u00a0" : "");
		}
	};

	// goPosition moves the slider and the clock of the replay.
	window.goPosition = (ms, clock) => {
		const slider = document.getElementById("seek");
		if (slider && document.activeElement !== slider) {
			slider.value = ms;
		}
		const text = document.getElementById("seek-clock");
		if (text && text.textContent !== clock) {
			text.textContent = clock;
		}
	};

	// goFrames returns a function that asks for one frame; several requests before it are one.
	window.goFrames = (callback) => {
		let waiting = false;
		return () => {
			if (!waiting) {
				waiting = true;
				requestAnimationFrame(() => {
					waiting = false;
					callback();
				});
			}
		};
	};
})();
