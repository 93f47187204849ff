// Runs Lighthouse on each lab as `make run` serves it, for a desktop computer and for a phone, and prints the scores:
// the worst of the rounds, and for the speed on a phone, which varies most, the median. Exits with 1 if one is below its aim.
//
//	node lighthouse.mjs SERVER-PROGRAM [ROUNDS [PATH…]]
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline";
import * as chromeLauncher from "chrome-launcher";
import lighthouse, { desktopConfig } from "lighthouse";

const [program, rounds = "5", ...paths] = process.argv.slice(2);
if (!program || !(rounds >= 1)) {
	console.error("usage: node lighthouse.mjs SERVER-PROGRAM [ROUNDS [PATH…]]");
	process.exit(2);
}
const labs = paths.length > 0 ? paths : ["/", "/futures", "/flags2", "/pool", "/processes", "/threads", "/machine"];
const devices = { desktop: desktopConfig, phone: undefined };
const least = (scores) => Math.min(...scores);
const median = (scores) => scores.toSorted((a, b) => a - b)[scores.length >> 1];
const aims = {
	performance: { desktop: [least, 97], phone: [median, 90] },
	accessibility: { desktop: [least, 100], phone: [least, 100] },
	"best-practices": { desktop: [least, 100], phone: [least, 100] },
	seo: { desktop: [least, 100], phone: [least, 100] },
};
const figures = { "first-contentful-paint": "first paint", "largest-contentful-paint": "largest paint", "total-blocking-time": "blocked", "cumulative-layout-shift": "shift" };

const server = spawn(program, ["-port", "0", "-delay-port", "0", "-error-port", "0"], { stdio: ["ignore", "pipe", "inherit"] });
let origin;
for await (const line of createInterface(server.stdout)) {
	origin = line.match(/http:\/\/\S+:\d+/)?.[0];
	if (origin) break;
}
server.stdout.resume();
const chrome = await chromeLauncher.launch({
	chromePath: ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync),
	chromeFlags: ["--headless=new", ...(process.getuid?.() === 0 ? ["--no-sandbox"] : [])],
});
let missed = 0;
try {
	for (const lab of labs) {
		for (const [device, config] of Object.entries(devices)) {
			const results = [];
			for (let round = 0; round < rounds; round++) {
				const { lhr } = await lighthouse(origin + lab, { port: chrome.port, logLevel: "error" }, config);
				results.push(lhr);
			}
			const words = Object.entries(aims).map(([category, { [device]: [choose, aim] }]) => {
				const scores = results.map(({ categories }) => Math.round(categories[category].score * 100));
				const score = choose(scores);
				missed += score < aim;
				return `${category} ${score}${score < aim ? ` (aim ${aim}; ${scores.join(" ")})` : ""}`;
			});
			const medians = Object.entries(figures).map(([id, name]) => {
				const value = median(results.map(({ audits }) => audits[id].numericValue));
				return `${name} ${id.endsWith("shift") ? value.toFixed(3) : `${Math.round(value)} ms`}`;
			});
			console.log(`${lab}  ${device}: ${words.join(", ")}; medians: ${medians.join(", ")}`);
		}
	}
} finally {
	chrome.kill();
	server.kill();
	await once(server, "exit");
}
process.exit(missed > 0 ? 1 : 0);
