// Browser functions for which Go would need many small calls: events, storage, the clipboard, files.
"use strict";

(() => {
	let saved = () => {};
	let copied = () => {};

	// center scrolls a list that is wider than the screen.
	const center = (item) => {
		const list = item?.closest(".top nav ul, .scenes");
		if (list) {
			const [at, room] = [item.getBoundingClientRect(), list.getBoundingClientRect()];
			list.scrollLeft += (at.left + at.right - room.left - room.right) / 2;
		}
	};

	// Browsers leave an item as it is if a part of it is in view. Under a finger or a mouse nothing moves.
	addEventListener("focusin", ({ target }) => {
		if (target.matches(":focus-visible")) {
			center(target);
		}
	});

	// The open lab is in view in the menu, and its scene among the scenes: from the start, when another lab is opened, and when the
	// window gets another size. In a frame, as the page is laid out for one anyway.
	const showOpen = () =>
		requestAnimationFrame(() => document.querySelectorAll('.top nav [aria-current], .scenes [aria-pressed="true"]').forEach(center));
	showOpen();
	addEventListener("resize", showOpen);
	const menu = new MutationObserver(showOpen);
	menu.observe(document.documentElement, { subtree: true, attributeFilter: ["aria-current"] });
	menu.observe(document.body, { childList: true }); // the program puts its own page in the place of the rendered one

	// The link past the menu is no step in the history, which would lead back to the lab as it was opened.
	addEventListener(
		"click",
		(event) => {
			if (event.target.closest?.(".skip")) {
				event.preventDefault();
				event.stopPropagation();
				document.getElementById("lab").focus();
			}
		},
		{ capture: true },
	);

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
			if (event.target.closest?.('[data-action="reload"]')) {
				location.reload();
			} else if (event.target.closest?.("button[data-action]")) {
				window.keepFocus(event.target.closest("button"));
				use(event);
			} else {
				select(event.target.closest?.(".tiles[data-select] > li"));
			}
		});
		const select = (tile) => {
			if (tile) {
				focus(tile);
				act("select", tile.parentElement.dataset.select, tile.dataset.cc);
			}
		};
		// In a list of tiles one is in the order of the Tab key; arrows lead to the others.
		const focus = (tile) => {
			tile.parentElement.querySelector('[tabindex="0"]')?.setAttribute("tabindex", "-1");
			tile.tabIndex = 0;
			tile.focus();
		};
		// beside returns the tile to which a key leads; up and down, the nearest of the next row.
		const beside = (tile, key) => {
			const tiles = [...tile.parentElement.children];
			const at = tiles.indexOf(tile);
			if (key === "ArrowLeft" || key === "ArrowRight") {
				return tiles[at + (key === "ArrowLeft" ? -1 : 1)];
			}
			if (key === "Home" || key === "End") {
				return tiles.at(key === "Home" ? 0 : -1);
			}
			const place = (other) => other.getBoundingClientRect();
			const here = place(tile);
			const down = key === "ArrowDown" ? 1 : -1;
			const rows = tiles.filter((other) => (place(other).top - here.top) * down > 1);
			const next = Math.min(...rows.map((other) => (place(other).top - here.top) * down));
			return rows
				.filter((other) => (place(other).top - here.top) * down < next + 1)
				.sort((a, b) => Math.abs(place(a).left - here.left) - Math.abs(place(b).left - here.left))[0];
		};
		document.addEventListener("keydown", (event) => {
			const tile = event.target.closest?.(".tiles[data-select] > li");
			if (!tile) {
				return;
			}
			if (event.key === "Enter" || event.key === " ") {
				if (!event.repeat) {
					select(tile);
				}
			} else if (/^(Arrow|Home|End)/.test(event.key)) {
				const next = beside(tile, event.key);
				if (next) {
					focus(next);
				}
			} else {
				return;
			}
			event.preventDefault();
		});
		document.addEventListener("paste", (event) => {
			const text = event.clipboardData?.getData("text") ?? "";
			if (text.includes("#log=") && !/^(INPUT|TEXTAREA)$/.test(event.target.tagName)) {
				act("paste", "", text);
				event.preventDefault();
			}
		});
		copied = (where) => act("copied", where, "");
		saved = (count, problem) => act("saved", String(count), problem);
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
			// A key that is held does once what it does, unless it moves something: a held Enter would start a run and stop it.
			if (event.repeat && !/^(Tab|Arrow|Page|Home|End|[,.]$)/.test(event.key) && !event.target.matches(".step")) {
				event.preventDefault();
				return;
			}
			const scrolls = event.target.matches('[role="region"]');
			const pressable = scrolls || tagName === "BUTTON" || tagName === "A" || tagName === "SUMMARY" || type === "checkbox";
			if (pressable && (event.key === " " || event.key === "Enter")) {
				return;
			}
			if (event.key === "?" || event.key === "Escape") {
				window.keepFocus(document.activeElement); // it may open or close a box
			}
			if (press(event.key)) {
				event.preventDefault();
			}
		});
		document.addEventListener("visibilitychange", () => hidden(document.hidden));
	};

	// Storage may be forbidden, full or absent: the page then remembers nothing after this visit, and works.
	const forVisit = new Map(); // what could not be stored
	window.goLoad = (key) => {
		try {
			return forVisit.get(key) ?? localStorage.getItem(key) ?? "";
		} catch {
			return "";
		}
	};
	window.goStore = (key, text) => {
		try {
			localStorage.setItem(key, text);
			forVisit.delete(key);
		} catch {
			forVisit.set(key, text);
		}
	};

	window.goLink = (link) => {
		try {
			history.replaceState(history.state, "", link);
		} catch {
			// a sandboxed frame without an origin of its own has no address to change
		}
	};

	// goCopyLink copies a link, and reports where it is then: copied, or only in the address bar, or nowhere.
	window.goCopyLink = async (link) => {
		const done = await copy(link);
		copied(done ? "copied" : location.href === link ? "address" : "");
	};

	const copy = async (text) => {
		try {
			await navigator.clipboard.writeText(text); // there is no clipboard over plain HTTP from another machine
			return true;
		} catch {
			return copySelected(text);
		}
	};

	// copySelected copies a text as browsers did before they had a clipboard for pages, and reports whether it could.
	const copySelected = (text) => {
		const focused = document.activeElement;
		const area = Object.assign(document.createElement("textarea"), { value: text, readOnly: true });
		area.style.cssText = "position: fixed; opacity: 0";
		document.body.append(area);
		area.select();
		const done = document.execCommand("copy");
		area.remove();
		focused?.focus({ preventScroll: true });
		return done;
	};

	// goSave offers a file to the person, as a download of the browser.
	window.goSave = (name, blob) => {
		const href = URL.createObjectURL(blob);
		Object.assign(document.createElement("a"), { href, download: name }).click();
		// The download has begun, but may not have read the blob yet.
		setTimeout(() => URL.revokeObjectURL(href), 60_000);
	};
	window.goSaveBytes = (name, type, bytes) => window.goSave(name, new Blob([bytes], { type }));

	// goSaveFolder asks for a folder and writes files there: pairs of a name, which may have folders in it, and bytes.
	window.goSaveFolder = async (files) => {
		let count = 0;
		try {
			const root = await window.showDirectoryPicker({ mode: "readwrite" });
			for (const [path, bytes] of files) {
				const names = path.split("/");
				let folder = root;
				for (const name of names.slice(0, -1)) {
					folder = await folder.getDirectoryHandle(name, { create: true });
				}
				const file = await (await folder.getFileHandle(names.at(-1), { create: true })).createWritable();
				await file.write(bytes);
				await file.close();
				count++;
			}
			saved(count, "");
		} catch (error) {
			saved(count, error.name === "AbortError" ? "" : error.message);
		}
	};

	// goAnnounce makes a screen reader say a text, even if it is the last one again.
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
			slider.max = Math.max(slider.max, ms); // the page may not have said yet how long the run was
			slider.value = ms;
		}
		const text = document.getElementById("seek-clock");
		if (text?.firstChild && text.textContent !== clock) {
			text.firstChild.data = clock; // the same node, which the program changes, too
		}
	};

	// A task that is queued in a frame runs after the frame's painting; one that is urgent, before other tasks that wait.
	const afterPaint = (f) => (window.scheduler?.postTask ? scheduler.postTask(f, { priority: "user-blocking" }) : setTimeout(f));

	// goFrames returns a function that asks for one frame; several requests before it are one. The callback gets what
	// layout and painting of the last frame took, in milliseconds.
	window.goFrames = (callback) => {
		let waiting = false;
		let cost = 0;
		return () => {
			if (!waiting) {
				waiting = true;
				requestAnimationFrame(() => {
					waiting = false;
					callback(cost);
					const began = performance.now();
					afterPaint(() => (cost = performance.now() - began));
				});
			}
		};
	};
})();
