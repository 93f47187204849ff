// Runs the Worker, as it was built, in the local workerd, without a network and
// without an account, and asks it for everything that it has.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import { unstable_startWorker } from "wrangler";

const built = (name) => new URL(`../../bin/edge/${name}`, import.meta.url);
const gif = readFileSync(new URL("../../web/flags/br/br.gif", import.meta.url));

// The upstream: it has every flag but those that begin with z, and counts.
let asked = [];
const upstream = createServer((request, response) => {
  request.at = performance.now();
  asked.push(request);
  const cc = request.url.split("/")[2];
  const answer = {
    sl: () => {},
    dr: () => { response.writeHead(200, { "Content-Type": "image/gif" }); response.write(gif); },
    ht: () => { response.writeHead(200, { "Content-Type": "text/html" }); response.end("<h1>Hello"); },
    fl: () => { response.writeHead(200, { "Content-Type": "image/gif" }); response.end(Buffer.alloc(3 << 20, gif)); },
    re: () => { response.writeHead(302, { Location: "http://127.0.0.1:1/secret" }); response.end(); },
    er: () => { response.writeHead(500); response.end(); },
    dn: () => request.socket.destroy(),
    // A body that breaks off without a word, and one that does so with one.
    tr: () => { response.writeHead(200, { "Content-Type": "image/gif", Connection: "close" }); response.end(gif.subarray(0, -1)); },
    cu: () => { response.writeHead(200, { "Content-Type": "image/gif", "Content-Length": gif.length }); response.write(gif.subarray(0, 99)); setTimeout(() => request.socket.destroy(), 50); },
  }[cc];
  if (answer) return answer();
  if (cc.startsWith("z")) { response.writeHead(404, { "Content-Type": "text/html" }); return response.end("<h1>No"); }
  setTimeout(() => { response.writeHead(200, { "Content-Type": "image/gif", ETag: '"x"' }); response.end(gif); }, 100);
});

// start starts a Worker, with more bindings than those of wrangler.jsonc.
async function start(bindings) {
  const worker = await unstable_startWorker({
    config: new URL("wrangler.jsonc", import.meta.url).pathname,
    bindings: { UPSTREAM: { type: "plain_text", value: `http://127.0.0.1:${upstream.address().port}/data` }, ...bindings },
    build: { bundle: true },
    dev: { server: { hostname: "127.0.0.1", port: 0 }, inspector: false, persist: false, watch: false, logLevel: "error", remote: false },
  });
  await worker.ready;
  return worker;
}

let worker, base;
before(async () => {
  await new Promise((done) => upstream.listen(0, "127.0.0.1", done));
  worker = await start({});
  base = (await worker.url).origin;
});
after(async () => {
  await worker?.dispose();
  upstream.closeAllConnections();
  upstream.close();
});

// A page of another origin asks; for its own, browsers do not say which it is.
const get = (path, { headers, ...init } = {}) => fetch(base + path, { redirect: "manual", headers: { Origin: "https://lab.example", ...headers }, ...init });
const line = async (response) => { const text = await response.text(); assert.match(text, /^[^\n]+\n$/); return text; };

test("the program is no larger than it may be", () => {
  const size = gzipSync(readFileSync(built("worker/app.wasm")), { level: 9 }).length;
  assert.ok(size <= 1.8 * 2 ** 20, `${size} bytes`);
});

test("it lives, and says how it is set up", async () => {
  const health = await get("/healthz");
  assert.equal(health.status, 200);
  assert.equal(await health.text(), "ok");
  const config = await (await get("/lab/config.json")).json();
  assert.deepEqual(config.origins, [base]);
  assert.equal(config.remote, `${base}/remote/flags`);
  assert.equal(config.static, undefined);
});

test("LOCAL is static files", async () => {
  for (const root of ["/flags", "/local/flags"]) {
    const flag = await get(`${root}/br/br.gif`);
    assert.equal(flag.status, 200);
    assert.equal(flag.headers.get("Content-Type"), "image/gif");
    assert.equal(flag.headers.get("Access-Control-Allow-Origin"), "*");
    assert.equal(flag.headers.get("Timing-Allow-Origin"), "*");
    assert.equal(Buffer.from(await flag.arrayBuffer()).subarray(0, 6).toString(), "GIF89a");
    assert.equal((await (await get(`${root}/br/metadata.json`)).json()).country, "Brazil");
    assert.equal((await get(`${root}/zz/zz.gif`)).status, 404);
  }
});

test("DELAY and ERROR have the weather that was asked for", async () => {
  const start = performance.now();
  const flag = await get("/delay/flags/br/br.gif?delay=0.3&seed=1");
  assert.equal(flag.status, 200);
  assert.equal(flag.headers.get("Content-Type"), "image/gif");
  const body = Buffer.from(await flag.arrayBuffer());
  assert.equal(body.length, Number(flag.headers.get("Content-Length")));
  assert.ok(performance.now() - start >= 290);
  assert.equal((await get("/delay/flags/zz/zz.gif?delay=0")).status, 404);
  const teapot = await get("/error/flags/br/br.gif?delay=0&errors=1");
  assert.equal(teapot.status, 418);
  assert.equal(await line(teapot), "I'm a Teapot\n");
  assert.equal((await get("/delay/flags/br/br.gif?delay=11")).status, 400);
  assert.equal((await get("/delay/flags/br/br.gif", { method: "HEAD" })).status, 200);
  assert.equal((await get("/delay/flags/br/br.gif", { method: "POST" })).status, 405);
});

test("thirty wait at the same time", async () => {
  const start = performance.now();
  const statuses = await Promise.all(Array.from({ length: 30 }, async (_, i) => {
    const response = await get(`/delay/flags/br/br.gif?delay=1&seed=${i}`);
    await response.arrayBuffer();
    return response.status;
  }));
  assert.deepEqual(new Set(statuses), new Set([200]));
  assert.ok(performance.now() - start < 15_000, "one after another it would be 30 s");
});

test("REMOTE asks the upstream once, and remembers", async () => {
  asked = [];
  const first = await get("/remote/flags/us/us.gif", { headers: { Cookie: "a=b", Authorization: "Basic x" } });
  assert.equal(first.status, 200);
  assert.equal(first.headers.get("Cache-Status"), "flaglab; fwd=miss; stored");
  assert.equal(first.headers.get("Content-Type"), "image/gif");
  assert.equal(Number(first.headers.get("Content-Length")), gif.length);
  assert.deepEqual(Buffer.from(await first.arrayBuffer()), gif);
  const again = await get("/remote/flags/us/us.gif?x=2");
  assert.match(again.headers.get("Cache-Status"), /^flaglab; hit; ttl=\d+$/);
  assert.match(again.headers.get("Access-Control-Expose-Headers"), /Cache-Status/);
  assert.deepEqual(Buffer.from(await again.arrayBuffer()), gif);
  assert.equal((await get("/remote/flags/us/us.gif", { headers: { "If-None-Match": again.headers.get("ETag") } })).status, 304);
  assert.equal(asked.length, 1);
  assert.equal(asked[0].url, "/data/us/us.gif");
  assert.match(asked[0].headers["user-agent"], /^FlagLab\//);
  assert.equal(asked[0].headers.cookie, undefined);
  assert.equal(asked[0].headers.authorization, undefined);
});

test("REMOTE remembers what there is not", async () => {
  asked = [];
  for (const status of ["fwd=miss", "hit"]) {
    const response = await get("/remote/flags/zz/zz.gif");
    assert.equal(response.status, 404);
    assert.match(response.headers.get("Cache-Status"), new RegExp(status));
  }
  assert.equal(asked.length, 1);
});

test("REMOTE answers for an upstream that fails, and remembers it for a short while", async () => {
  for (const [cc, status] of [["ht", 502], ["fl", 502], ["re", 502], ["er", 502], ["dn", 502], ["tr", 502], ["cu", 502]]) {
    asked = [];
    const first = await get(`/remote/flags/${cc}/${cc}.gif`);
    assert.equal(first.status, status, cc);
    const reason = await line(first);
    assert.match(reason, /upstream/);
    assert.equal(first.headers.get("Cache-Control"), "no-store");
    const again = await get(`/remote/flags/${cc}/${cc}.gif`);
    assert.equal(again.status, status, cc);
    assert.equal(await line(again), reason);
    assert.equal(again.headers.get("Cache-Control"), "no-store");
    assert.match(again.headers.get("Cache-Status"), /^flaglab; hit; ttl=\d+$/, cc);
    assert.ok(Number(again.headers.get("Retry-After")) <= 10);
    assert.equal(asked.length, 1, cc);
  }
});

test("REMOTE gives up on an upstream that is too slow", async () => {
  const start = performance.now();
  const responses = await Promise.all(["sl", "dr"].map((cc) => get(`/remote/flags/${cc}/${cc}.gif`)));
  for (const response of responses) {
    assert.equal(response.status, 504);
    assert.match(await line(response), /in time/);
  }
  const took = performance.now() - start;
  assert.ok(took > 8_000 && took < 30_000, `${took} ms`);
});

test("REMOTE for thirty at once", async () => {
  const codes = [..."abcdefghijklmnopqrstuvwxyzabcd"].map((c, i) => "abg"[i % 3] + c);
  const statuses = await Promise.all(codes.map(async (cc) => (await get(`/remote/flags/${cc}/${cc}.gif`)).status));
  assert.deepEqual(new Set(statuses), new Set([200]));
});

test("the upstream's rate is bounded, and those above it wait", async () => {
  const limited = await start({ UPSTREAM_LIMIT: { type: "ratelimit", namespace_id: "1", simple: { limit: 5, period: 10 } } });
  try {
    const here = (await limited.url).origin;
    await fetch(here + "/healthz");
    asked = [];
    const statuses = await Promise.all([..."abcdefg"].map(async (c) => (await fetch(`${here}/remote/flags/m${c}/m${c}.gif`)).status));
    assert.deepEqual(statuses, Array(7).fill(200));
    assert.equal(asked.length, 7);
    // Five in a window of ten seconds, which may end while they come, so ten at most.
    const more = await Promise.all([..."hijklmno"].map(async (c) => (await fetch(`${here}/remote/flags/m${c}/m${c}.gif`)).status));
    assert.deepEqual(more, Array(8).fill(200));
    assert.ok(asked[10].at - asked[0].at > 5_000, `the eleventh came ${asked[10].at - asked[0].at} ms after the first`);
  } finally {
    await limited.dispose();
  }
});

test("nothing but flags is asked for", async () => {
  asked = [];
  for (const path of ["/remote/flags/..%2f..%2fsecret", "/remote/flags/br/us.gif", "/remote/flags/br%2fbr.gif", "/remote/flags/@127.0.0.1/x.gif", "/remote/flags/"]) {
    assert.equal((await get(path)).status, 404, path);
  }
  assert.equal(asked.length, 0);
});

test("it serves the page", async () => {
  const { shortcuts } = await (await get("/manifest.webmanifest")).json();
  assert.ok(shortcuts.length > 0);
  for (const path of shortcuts.map(({ url }) => url.slice(1))) {
    const page = await get(path);
    assert.equal(page.status, 200, path);
    assert.match(page.headers.get("Content-Type"), /^text\/html/);
    assert.match(page.headers.get("Content-Security-Policy"), /^default-src 'none'; script-src 'self' 'wasm-unsafe-eval';/);
    assert.equal(page.headers.get("X-Content-Type-Options"), "nosniff");
  }
  const missing = await get("/no/such/page");
  assert.equal(missing.status, 404);
  assert.match(await missing.text(), /Not found/);
  const program = await get("/web/app.wasm", { headers: { "Accept-Encoding": "identity" } });
  assert.equal(program.headers.get("Content-Type"), "application/wasm");
  const size = (await program.arrayBuffer()).byteLength;
  assert.match(await (await get("/")).text(), new RegExp(` data-size="${size}"`));
});
