// The focus when a button goes away, can no longer be pressed, or opens a box: without a place of its own, the next key would be one for the whole page.
"use strict";

(() => {
	const controls = "a[href], button, input, select, summary";
	let opener; // the button that opened the box
	const openBox = () => document.querySelector(".help:not([hidden])");
	const usable = (control) => control.isConnected && !control.disabled && control.getClientRects().length > 0; // or it is hidden

	// keepFocus is called before a button acts. If the action opens a box, the focus goes into it. If it takes the button away, or disables it, the
	// focus goes back to what opened the box, to what is left around the button, or to the next control.
	window.keepFocus = (button) => {
		if (document.activeElement !== button) {
			return;
		}
		const open = openBox();
		const around = button.closest("section, .tour");
		const all = [...document.querySelectorAll(controls)];
		const after = all.slice(all.indexOf(button) + 1);
		const next = () => {
			if (open?.contains(button)) {
				return opener;
			}
			if (around && usable(around)) {
				return around.querySelector("button:not([disabled])") ?? around;
			}
			return after.find(usable);
		};
		let frames = 20; // in which the program has acted
		const look = () => {
			if (openBox() && !open) {
				opener = button;
				openBox().querySelector("button").focus();
			} else if (usable(button)) {
				if (--frames > 0) {
					requestAnimationFrame(look);
				}
			} else if (document.activeElement === document.body || document.activeElement === button) {
				const place = next();
				if (place && place === around) {
					place.tabIndex = -1;
				}
				place?.focus();
			}
		};
		requestAnimationFrame(look);
	};
})();
