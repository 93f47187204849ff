// The size that the person chose the last time. This comes before the first paint: afterwards, all of the page would move.
"use strict";

try {
	document.documentElement.toggleAttribute("data-projector", localStorage.getItem("flaglab.projector") === "1");
} catch {
	// No storage here: the page looks as usual.
}
