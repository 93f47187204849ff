// Renders the flag images: for each country of countries.json, the 4x3 SVG file
// of flag-icons becomes {cc}/{cc}.gif, next to a {cc}/metadata.json. Also writes
// the country names as Go code. The same input always gives the same bytes.

import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import gifenc from "gifenc";
import sharp from "sharp";

const WIDTH = 360; // its halves, thirds and fifths are whole pixels, and so are those of HEIGHT
const HEIGHT = 270;
const SUPERSAMPLING = 4;
const MIN_BYTES = 1024;
const MAX_BYTES = 20480;

const require = createRequire(import.meta.url);
const flagIcons = require("flag-icons/package.json");
const countries = require("./countries.json");

const outDir = new URL("../", import.meta.url);
const goFile = new URL("../../../app/flags/countries.go", import.meta.url);

const SOURCE = `flag-icons ${flagIcons.version}`;
const COPYRIGHT = "Copyright (c) 2013 Panayiotis Lipiridis";
const COMMENT = `${SOURCE}, MIT, ${COPYRIGHT}`;

// render returns the WIDTH×HEIGHT pixels of an SVG file, as 0xRRGGBB numbers.
// It draws larger and takes means, so that no background shines through where
// two shapes share an antialiased edge.
async function render(svg) {
  // The renderer makes 72 dots of an inch of length 1, and a point 1/72 of
  // density dots: only at 96 dots per inch has "1pt" the length that it has in
  // browsers. So the size is set in the SVG file.
  const scale = (SUPERSAMPLING * 72) / 96;
  const sized = svg.toString().replace("<svg ", `<svg width="${WIDTH * scale}" height="${HEIGHT * scale}" `);
  const { data: from, info } = await sharp(Buffer.from(sized), { density: 96 })
    .flatten({ background: "#fff" })
    .raw()
    .toBuffer({ resolveWithObject: true });
  if (info.width !== WIDTH * SUPERSAMPLING || info.height !== HEIGHT * SUPERSAMPLING || info.channels !== 3) {
    throw new Error(`unexpected image: ${JSON.stringify(info)}`);
  }
  const pixels = new Uint32Array(WIDTH * HEIGHT);
  const n = SUPERSAMPLING * SUPERSAMPLING;
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      let r = 0, g = 0, b = 0;
      for (let j = 0; j < SUPERSAMPLING; j++) {
        let i = 3 * ((y * SUPERSAMPLING + j) * info.width + x * SUPERSAMPLING);
        for (let k = 0; k < SUPERSAMPLING; k++, i += 3) {
          r += from[i];
          g += from[i + 1];
          b += from[i + 2];
        }
      }
      pixels[y * WIDTH + x] = (Math.round(r / n) << 16) | (Math.round(g / n) << 8) | Math.round(b / n);
    }
  }
  return pixels;
}

const split = (c) => [c >> 16, (c >> 8) & 255, c & 255];

// distance is a weighted squared distance; the eye is most sensitive to green.
function distance(a, b) {
  const r = a[0] - b[0], g = a[1] - b[1], u = a[2] - b[2];
  return 3 * r * r + 4 * g * g + 2 * u * u;
}

function nearest(palette, color) {
  let best = 0, least = Infinity;
  for (let i = 0; i < palette.length; i++) {
    const d = distance(palette[i], color);
    if (d < least) {
      best = i;
      least = d;
    }
  }
  return best;
}

// count returns how many pixels have each color.
function count(pixels) {
  const counts = new Map();
  for (const p of pixels) counts.set(p, (counts.get(p) ?? 0) + 1);
  return counts;
}

// snap gives a pixel that hardly differs from the color of a large area that
// color, so that rounded coordinates in the SVG file leave no faint lines.
function snap(pixels) {
  const counts = count(pixels);
  const isLarge = (p) => counts.get(p) >= pixels.length / 50;
  const large = [...counts.keys()].filter(isLarge).sort((a, b) => a - b);
  if (large.length === 0) return pixels;
  const areas = large.map(split);
  const to = new Map();
  for (const p of counts.keys()) {
    const rgb = split(p);
    const i = nearest(areas, rgb);
    const isClose = areas[i].every((v, k) => Math.abs(v - rgb[k]) <= 16);
    to.set(p, isClose && !isLarge(p) ? large[i] : p);
  }
  return pixels.map((p) => to.get(p));
}

// choosePalette picks at most size colors. The colors of large areas stay
// exact; those of edges and details are grouped (k-means).
function choosePalette(pixels, size) {
  const colors = [...count(pixels)]
    .map(([p, count]) => ({ rgb: split(p), count, p }))
    .sort((a, b) => b.count - a.count || a.p - b.p);
  if (colors.length <= size) return { palette: colors.map((c) => c.rgb), total: colors.length };

  const exact = colors
    .filter((c) => c.count >= pixels.length / 1000)
    .slice(0, size >> 1)
    .map((c) => c.rgb);
  let palette = [...exact];
  const least = colors.map((c) => Math.min(...palette.map((p) => distance(p, c.rgb))));
  while (palette.length < size) {
    let best = 0, most = -1;
    colors.forEach((c, i) => {
      const score = least[i] * Math.sqrt(c.count);
      if (score > most) {
        best = i;
        most = score;
      }
    });
    if (most === 0) break;
    const rgb = colors[best].rgb;
    palette.push(rgb);
    colors.forEach((c, i) => (least[i] = Math.min(least[i], distance(rgb, c.rgb))));
  }
  for (let round = 0; round < 12; round++) {
    const sums = palette.map(() => [0, 0, 0, 0]);
    for (const { rgb, count } of colors) {
      const s = sums[nearest(palette, rgb)];
      for (let k = 0; k < 3; k++) s[k] += rgb[k] * count;
      s[3] += count;
    }
    palette = palette.map((old, i) =>
      i < exact.length || sums[i][3] === 0 ? old : [0, 1, 2].map((k) => Math.round(sums[i][k] / sums[i][3])),
    );
  }
  return { palette, total: colors.length };
}

// encode returns a GIF89a file: one frame, no dithering, COMMENT in a comment
// extension. The color table has room for tableSize colors.
function encode(pixels, palette, tableSize) {
  const known = new Map();
  const indices = new Uint8Array(pixels.length);
  for (let i = 0; i < pixels.length; i++) {
    const p = pixels[i];
    if (!known.has(p)) known.set(p, nearest(palette, split(p)));
    indices[i] = known.get(p);
  }
  const table = [...palette];
  while (table.length < tableSize) table.push([0, 0, 0]);
  const gif = gifenc.GIFEncoder();
  gif.writeFrame(indices, WIDTH, HEIGHT, {
    palette: table,
    repeat: -1,
    colorDepth: Math.max(2, Math.ceil(Math.log2(palette.length))),
  });
  gif.finish();
  const bytes = Buffer.from(gif.bytes());
  const headEnd = 13 + 3 * (2 << (bytes[10] & 7));
  const comment = Buffer.concat([
    Buffer.from([0x21, 0xfe, COMMENT.length]),
    Buffer.from(COMMENT, "latin1"),
    Buffer.from([0]),
  ]);
  return Buffer.concat([bytes.subarray(0, headEnd), comment, bytes.subarray(headEnd)]);
}

// makeGIF uses as many colors as the upper limit of the file size allows.
async function makeGIF(svg) {
  const pixels = snap(await render(svg));
  for (const size of [256, 192, 128, 96, 64, 48, 32, 24, 16]) {
    const { palette, total } = choosePalette(pixels, size);
    let gif = encode(pixels, palette, palette.length);
    if (gif.length < MIN_BYTES) gif = encode(pixels, palette, 256);
    if (gif.length < MIN_BYTES) throw new Error(`only ${gif.length} bytes`);
    if (gif.length <= MAX_BYTES) return { gif, colors: palette.length, total };
  }
  throw new Error("too many bytes");
}

function goSource() {
  const sorted = Object.entries(countries).sort(([a], [b]) => (a < b ? -1 : 1));
  const entries = sorted.map(([cc, name]) => `\t{"${cc}", ${JSON.stringify(name)}},\n`);
  return `// Code generated by web/flags/generate; DO NOT EDIT.

package flags

import (
	"slices"
	"strings"
)

type country struct{ code, name string }

// countries are those that have a flag, in the order of their codes. They are no map, which each start of the program would
// have to build.
var countries = [...]country{
${entries.join("")}}

// Country returns the English name of the country with the code cc, two
// upper-case letters, or "" if there is no flag for cc.
func Country(cc string) string {
	i, found := slices.BinarySearchFunc(countries[:], cc, func(c country, cc string) int { return strings.Compare(c.code, cc) })
	if !found {
		return ""
	}
	return countries[i].name
}
`;
}

for (const name of readdirSync(outDir)) {
  if (/^[a-z]{2}$/.test(name)) rmSync(new URL(name, outDir), { recursive: true });
}
const sizes = [];
for (const [cc, country] of Object.entries(countries)) {
  const lower = cc.toLowerCase();
  const dir = new URL(`${lower}/`, outDir);
  const { gif, colors, total } = await makeGIF(readFileSync(require.resolve(`flag-icons/flags/4x3/${lower}.svg`)));
  const metadata = {
    country,
    iso_cc: cc,
    gif_credits: `${SOURCE}, ${COPYRIGHT}`,
    source: "https://github.com/lipis/flag-icons",
    licence: "MIT",
  };
  mkdirSync(dir, { recursive: true });
  writeFileSync(new URL(`${lower}.gif`, dir), gif);
  writeFileSync(new URL("metadata.json", dir), JSON.stringify(metadata, null, 2) + "\n");
  sizes.push(gif.length);
  if (process.argv.includes("-v")) console.log(cc, gif.length, `${colors}/${total} colors`);
}
writeFileSync(new URL("LICENSE", outDir), readFileSync(require.resolve("flag-icons/LICENSE")));
writeFileSync(goFile, goSource());

sizes.sort((a, b) => a - b);
const sum = sizes.reduce((a, b) => a + b, 0);
console.log(
  `${sizes.length} flags of ${WIDTH}×${HEIGHT}: ${sizes[0]} to ${sizes.at(-1)} bytes, ` +
    `median ${sizes[sizes.length >> 1]}, total ${sum}`,
);
