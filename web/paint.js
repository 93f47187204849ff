// The pictures of the page. The program computes a picture as a list of shapes; here it is painted on a canvas, in one
// call for each frame, as calls between Go and JavaScript cost more than the painting.
"use strict";

(() => {
	const pictures = new Map(); // by id: { canvas, tiles, width, height }
	const palette = [];
	let resized = () => {};
	let scale = 1;

	const names = ["paper", "ink", "soft", "line", "wash", "guess", "pending", "running", "finished", "failed", "cancelled", "busy"];
	const fonts = [
		'11px "JetBrains Mono", ui-monospace, monospace',
		"13px Inter, system-ui, sans-serif",
		"600 14px Inter, system-ui, sans-serif",
		'italic 17px "Flag Lab Serif", Georgia, serif',
		'26px "Flag Lab Serif", Georgia, serif',
	];
	const aligns = ["start", "center", "end"];
	const [RECT, LINE, CURVE, AREA] = [0, 1, 2, 3];
	const [PALE, STRIPED, CROSSED, STRUCK, OUTLINE, THICK] = [1, 2, 3, 4, 5, 6];

	const restyle = () => {
		const style = getComputedStyle(document.documentElement);
		names.forEach((name, i) => (palette[i] = style.getPropertyValue(`--${name}`).trim()));
		scale = Number(style.getPropertyValue("--scale")) || 1;
	};

	const observer = new ResizeObserver((entries) => {
		let changed = false;
		for (const { target } of entries) {
			const picture = pictures.get(target.id);
			if (picture && picture.width !== target.clientWidth) {
				picture.width = target.clientWidth;
				changed = true;
			}
		}
		if (changed) {
			resized();
		}
	});

	const dark = matchMedia("(prefers-color-scheme: dark)");

	// On paper there is no time to paint anew: a picture keeps its size, or is made smaller as a whole if the paper is not so wide.
	// The colours for a dark screen change from light to dark and from dark to light, and keep their hue.
	const paper = 700; // CSS pixels: A4 and Letter, without their margins
	addEventListener("beforeprint", () => {
		for (const { root, canvas, width } of pictures.values()) {
			root.style.width = `${width}px`;
			root.style.zoom = Math.min(1, paper / width);
			canvas.style.filter = dark.matches ? "invert(1) hue-rotate(180deg)" : "";
		}
	});
	addEventListener("afterprint", () => {
		for (const { root, canvas } of pictures.values()) {
			root.style.width = root.style.zoom = canvas.style.filter = "";
		}
	});

	// sharpen paints again when a pixel of the page has another size on the screen: after a zoom, or on another screen.
	function sharpen() {
		matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`).addEventListener(
			"change",
			() => {
				resized();
				sharpen();
			},
			{ once: true },
		);
	}

	// goPictures tells what to call when pictures have another size or other colours.
	window.goPictures = (callback) => {
		resized = () => {
			restyle();
			callback();
		};
		restyle();
		dark.addEventListener("change", resized);
		new MutationObserver(resized).observe(document.documentElement, { attributeFilter: ["data-projector"] });
		document.fonts?.addEventListener("loadingdone", resized); // canvases ask for some that the document does not
		sharpen();
		// A picture that comes into the page after the frame in which it was asked for is painted in the next one.
		let soon = false;
		customElements.define("lab-picture", class extends HTMLElement {
			connectedCallback() {
				if (!soon) {
					soon = true;
					requestAnimationFrame(() => {
						soon = false;
						callback();
					});
				}
			}
		});
	};

	// goPicture returns the width for which the picture is to be computed, or 0 if the page does not show it; and sets the
	// clock beside it.
	window.goPicture = (id, clock) => {
		let picture = pictures.get(id);
		if (!picture?.root.isConnected || picture.root.id !== id) {
			const root = document.getElementById(id);
			if (!root) {
				pictures.delete(id);
				return 0;
			}
			if (picture) {
				observer.unobserve(picture.root);
			}
			picture = { root, canvas: root.querySelector("canvas"), tiles: root.querySelector("ol"), width: root.clientWidth, height: 0, fresh: true };
			picture.tiles.replaceChildren(); // they may be those of another lab
			pictures.set(id, picture);
			picture.canvas.addEventListener("contextrestored", () => resized()); // it lost what was on it
			observer.observe(root);
		}
		const shown = picture.root.previousElementSibling?.querySelector(".clock");
		if (shown?.firstChild && shown.textContent !== clock) {
			shown.firstChild.data = clock; // the same node, which the program changes, too
		}
		return picture.width / scale;
	};

	// goFresh reports, once, whether the picture is new in the page, with nothing on it.
	window.goFresh = (id) => {
		const picture = pictures.get(id);
		const fresh = picture?.fresh;
		if (picture) {
			picture.fresh = false;
		}
		return Boolean(fresh);
	};

	// goPaint paints the band of a picture between two heights: the shapes in it as the program encodes them, and its texts. It
	// paints nothing and returns false if the canvas needs another size, which would empty it, and the band is only a part.
	window.goPaint = (id, height, top, bottom, bytes, texts) => {
		const picture = pictures.get(id);
		const { root, canvas, width } = picture;
		const ratio = window.devicePixelRatio || 1;
		const [w, h] = [Math.round(width * ratio), Math.round(height * scale * ratio)];
		// On whole pixels of the screen, so that no half of one stays.
		const [from, to] = [Math.max(0, Math.floor(top * scale * ratio)), Math.min(h, Math.ceil(bottom * scale * ratio))];
		if (canvas.width !== w || canvas.height !== h) {
			if (from > 0 || to < h) {
				return false;
			}
			canvas.width = w;
			canvas.height = h;
		}
		if (picture.height !== height * scale) {
			picture.height = height * scale;
			root.style.height = `${picture.height}px`;
		}
		const c = canvas.getContext("2d");
		c.save();
		c.beginPath();
		c.rect(0, from, w, to - from);
		c.clip();
		c.clearRect(0, from, w, to - from);
		c.scale(ratio * scale, ratio * scale);
		draw(c, new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4), texts.split("\n"));
		c.restore();
		return true;
	};

	function draw(c, n, texts) {
		let text = 0;
		for (let i = 0; i < n.length; ) {
			const kind = n[i];
			const ink = palette[n[i + 1]];
			const fill = n[i + 2];
			i += 3;
			c.fillStyle = c.strokeStyle = ink;
			if (kind === RECT) {
				rect(c, n[i], n[i + 1], n[i + 2], n[i + 3], fill);
				i += 4;
			} else if (kind === LINE) {
				// On whole pixels, so that a hairline is one.
				const [x, y] = [Math.round(n[i]) + 0.5, Math.round(n[i + 1]) + 0.5];
				stroke(c, fill, n[i + 2] && n[i + 3] ? 1.5 : 1, () => {
					c.moveTo(x, y);
					c.lineTo(x + n[i + 2], y + n[i + 3]);
				});
				i += 4;
			} else if (kind === CURVE || kind === AREA) {
				const count = n[i++];
				const path = () => {
					for (let k = 0; k < count; k += 2) {
						c[k ? "lineTo" : "moveTo"](n[i + k], n[i + k + 1]);
					}
				};
				if (kind === CURVE) {
					stroke(c, fill, 1.75, path);
				} else {
					c.globalAlpha = fill === PALE ? 0.2 : 1;
					c.beginPath();
					path();
					c.fill();
					c.globalAlpha = 1;
				}
				i += count;
			} else {
				c.font = fonts[n[i + 2]];
				c.textAlign = aligns[n[i + 3]];
				c.fillText(texts[text++], n[i], n[i + 1]);
				i += 4;
			}
		}
	}

	function stroke(c, fill, width, path) {
		c.lineWidth = fill === THICK ? 3 : width;
		c.lineJoin = "round";
		c.setLineDash(fill === OUTLINE ? [2, 3] : []);
		c.globalAlpha = fill === PALE ? 0.35 : 1;
		c.beginPath();
		path();
		c.stroke();
		c.setLineDash([]);
		c.globalAlpha = 1;
	}

	function rect(c, x, y, w, h, fill) {
		if (fill === OUTLINE) {
			c.lineWidth = 1;
			c.strokeRect(x + 0.5, y + 0.5, Math.max(0, w - 1), Math.max(0, h - 1));
			return;
		}
		c.globalAlpha = fill === PALE ? 0.2 : 1;
		if (h >= 4 && c.roundRect) {
			c.beginPath();
			c.roundRect(x, y, w, h, 1.5);
			c.fill();
		} else {
			c.fillRect(x, y, w, h);
		}
		c.globalAlpha = 1;
		if (w < 6 || h < 4 || (fill !== STRIPED && fill !== CROSSED && fill !== STRUCK)) {
			return;
		}
		c.strokeStyle = palette[0];
		c.lineWidth = 1.5;
		c.beginPath();
		if (fill === STRUCK) {
			c.moveTo(x, y + h / 2);
			c.lineTo(x + w, y + h / 2);
		}
		for (let at = x + 4; fill !== STRUCK && at + h <= x + w; at += 8) {
			c.moveTo(at, y + h);
			c.lineTo(at + h, y);
			if (fill === CROSSED) {
				c.moveTo(at, y);
				c.lineTo(at + h, y + h);
			}
		}
		c.stroke();
	}

	// goTiles changes tiles: places are x, y, w, h of each as float32, texts are lines of task, code, state, status,
	// cause, word, name, mark and image, separated by tabs. A negative width hides the tile. The image is a URL, or sprite for
	// the picture that the style sheet has, or nothing.
	window.goTiles = (id, count, bytes, texts) => {
		const list = pictures.get(id).tiles;
		while (list.children.length > count) {
			list.lastElementChild.remove();
		}
		while (list.children.length < count) {
			list.append(newTile(list));
		}
		if (list.dataset.select && count > 0 && !list.querySelector('[tabindex="0"]')) {
			list.firstElementChild.tabIndex = 0; // the one that had it is gone
		}
		if (!texts) {
			return;
		}
		const places = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
		texts.split("\n").forEach((line, i) => {
			const [task, code, state, status, cause, word, name, mark, image] = line.split("\t");
			const tile = list.children[task];
			const [x, y, w, h] = places.subarray(4 * i, 4 * i + 4);
			const set = (key, value) => {
				if (value) {
					if (tile.dataset[key] !== value) {
						tile.dataset[key] = value;
					}
				} else {
					delete tile.dataset[key];
				}
			};
			set("cc", code);
			set("state", state || "idle");
			set("status", status);
			set("cause", cause);
			set("mark", mark);
			set("size", w < 0 ? "none" : w < 14 ? "dot" : w < 30 ? "small" : "");
			const [frame, caption] = tile.children;
			if (w >= 0) {
				tile.style.transform = `translate(${x * scale}px, ${y * scale}px)`;
				tile.style.width = `${w * scale}px`;
				tile.style.height = `${h * scale}px`;
				caption.style.transform = `translateY(${Math.ceil(h * scale)}px)`; // not by the layout, in which that would be a shift
			}
			caption.textContent = code;
			frame.dataset.word = word;
			tile.setAttribute("aria-label", name);
			if (list.dataset.select) {
				tile.setAttribute("aria-selected", mark === "selected");
			}
			if ((frame.firstChild?.getAttribute("src") ?? frame.dataset.image) === image) {
				return; // another element would come in anew
			}
			frame.dataset.image = image.length > 32 ? "data" : image;
			if (!image || image === "sprite") {
				frame.replaceChildren();
			} else {
				frame.replaceChildren(Object.assign(new Image(), { alt: "", src: image }));
			}
		});
	};

	// A tile that can be pressed is an option; one of them is in the order of the Tab key.
	function newTile(list) {
		const tile = document.createElement("li");
		tile.append(document.createElement("i"), Object.assign(document.createElement("b"), { translate: false }));
		if (list.dataset.select) {
			tile.setAttribute("role", "option");
			tile.tabIndex = list.children.length ? -1 : 0;
		}
		return tile;
	}

	// goPNG saves a picture as a PNG file.
	window.goPNG = (id, name) => {
		const source = pictures.get(id)?.canvas;
		if (!source) {
			return;
		}
		const copy = document.createElement("canvas");
		copy.width = source.width;
		copy.height = source.height;
		const c = copy.getContext("2d");
		c.fillStyle = palette[0];
		c.fillRect(0, 0, copy.width, copy.height);
		c.drawImage(source, 0, 0);
		const ratio = copy.width / source.clientWidth;
		for (const image of pictures.get(id).tiles.querySelectorAll("img")) {
			const [to, from] = [image.getBoundingClientRect(), source.getBoundingClientRect()];
			c.drawImage(image, (to.x - from.x) * ratio, (to.y - from.y) * ratio, to.width * ratio, to.height * ratio);
		}
		copy.toBlob((blob) => window.goSave(name, blob), "image/png");
	};

	// goDrawnPNG has the browser draw an SVG image, for a PNG file to save.
	window.goDrawnPNG = async (name, svg, width, height) => {
		const image = new Image(width, height);
		image.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
		await image.decode();
		const canvas = Object.assign(document.createElement("canvas"), { width, height });
		canvas.getContext("2d").drawImage(image, 0, 0, width, height);
		canvas.toBlob((blob) => window.goSave(name, blob), "image/png");
	};
})();
