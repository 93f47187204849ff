// Serves the Worker, as it was built, in the local workerd until it is ended:
//
//	node serve.mjs [PORT] [UPSTREAM]
//
// It prints the URL. Unlike `npx wrangler dev` it builds nothing and watches nothing.
import { unstable_startWorker } from "wrangler";

const [port = "0", upstream = ""] = process.argv.slice(2);
const worker = await unstable_startWorker({
  config: new URL("wrangler.jsonc", import.meta.url).pathname,
  bindings: { UPSTREAM: { type: "plain_text", value: upstream } },
  dev: { server: { hostname: "127.0.0.1", port: Number(port) }, inspector: false, persist: false, watch: false, logLevel: "error", remote: false },
});
await worker.ready;
console.log((await worker.url).origin);
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.on(signal, async () => { await worker.dispose(); process.exit(0); });
}
