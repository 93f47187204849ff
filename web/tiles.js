// One tile of a board, changed in one call of the program: hundreds of them change in a
// second.
"use strict";

// goShowTile makes the tile of a task look as the task is: its state, how it ended and
// why, the word for that, and the image at url with its alt text. Empty stands for none.
window.goShowTile = (tiles, task, state, status, cause, word, url, alt) => {
	const tile = tiles[task];
	const set = (name, value) => (value ? tile.setAttribute(name, value) : tile.removeAttribute(name));
	set("data-state", state);
	set("data-status", status);
	set("data-cause", cause);
	tile.lastElementChild.textContent = word;
	tile.firstElementChild.replaceChildren(...(url ? [Object.assign(new Image(), { alt, src: url })] : []));
};
