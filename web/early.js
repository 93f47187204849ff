// The rendered page, before the program's own takes its place: a press on its main button is remembered until the program hears
// it, and so is what has the focus.
"use strict";

window.early = (() => {
	let main = document.querySelector('[data-action="run"]');
	const name = main?.textContent;
	let pressed = false;

	const offer = (on) => {
		if (main) {
			main.disabled = !on;
			main.textContent = name;
		}
	};
	main?.addEventListener("click", ({ currentTarget }) => {
		pressed = true;
		currentTarget.textContent = "Starting…";
		document.getElementById("app-wasm-loader-label").textContent = "The lab is loading. Your run starts by itself.";
	});

	// The way to what has the focus. The program's page takes the place of this one, and has the same form.
	let way = [];
	const follow = ({ target }) => {
		way = [];
		for (let e = target; e.parentElement; e = e.parentElement) {
			way.unshift([...e.parentElement.children].indexOf(e));
		}
	};
	document.addEventListener("focusin", follow);

	// answer presses the button for the program, which hears it now.
	const answer = () => {
		if (pressed) {
			main.click();
		}
	};

	const hasFocus = () => Boolean(main) && document.activeElement === main;

	// handOver does to the program's page what was done to this one.
	const handOver = () => {
		document.removeEventListener("focusin", follow);
		const place = way.reduce((e, i) => e?.children[i], document.documentElement);
		if (way.length > 0 && document.activeElement === document.body) {
			place?.focus({ preventScroll: true });
		}
		main = undefined; // with it the browser would keep the whole page that was replaced
		const button = document.querySelector('[data-action="run"]');
		if (pressed && button?.disabled) {
			document.querySelector('[aria-invalid="true"]')?.focus(); // why nothing runs
		}
	};

	return { offer, answer, hasFocus, handOver };
})();
