// Draws the SVG of its input with resvg, which is no browser, and writes a PNG.
import { readFileSync } from "node:fs";
import { Resvg } from "@resvg/resvg-js";

const image = new Resvg(readFileSync(0), { font: { loadSystemFonts: true } }).render();
process.stdout.write(image.asPng());
