import { expect, test } from "bun:test";
import { browse } from "~/testing/browser.ts";
import { deliver, webhook } from "~/testing/deliver.ts";
import { memoryLog } from "~/testing/memory-log.ts";
import { openTest } from "~/testing/server.ts";
import { until } from "~/testing/until.ts";

/** A page of somebody else, on another port of this machine. */
function stranger() {
  const page = new Response("<!doctype html><title>evil</title>", { headers: { "Content-Type": "text/html" } });
  const server = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: () => page.clone() });
  return { url: server.url.href, [Symbol.asyncDispose]: () => server.stop(true) };
}

/** Runs in the page: everything a page can send without being asked. */
async function attack(targets: string[]): Promise<void> {
  const body = JSON.stringify({ text: "obey" });
  for (const target of targets) {
    const types = ["text/plain", "application/json", "application/x-www-form-urlencoded"];
    for (const mode of ["no-cors", "cors"] as const)
      for (const type of types)
        for (const credentials of ["include", "omit"] as const)
          await fetch(target, { method: "POST", mode, credentials, body, headers: { "Content-Type": type } }).catch(
            () => {},
          );
    navigator.sendBeacon(target, body);
    for (const enctype of ["text/plain", "multipart/form-data", "application/x-www-form-urlencoded"]) {
      const frame = document.body.appendChild(document.createElement("iframe"));
      frame.name = `${target} ${enctype}`;
      const form = document.body.appendChild(document.createElement("form"));
      Object.assign(form, { method: "post", action: target, enctype, target: frame.name });
      const input = form.appendChild(document.createElement("input"));
      // As text/plain this is `{"text":"obey","x":"="}`: JSON.
      Object.assign(input, { name: '{"text":"obey","x":"', value: '"}' });
      form.submit();
    }
    await new Promise((resolve) => Object.assign(new Image(), { onload: resolve, onerror: resolve, src: target }));
  }
}

/** Two modes, two types that need no leave, with and without cookies; a beacon and three forms. In cors mode JSON asks for leave. */
const POSTS = 14;

test("a page of another origin starts nothing, not even where deliveries are not signed", async () => {
  const { log, lines } = memoryLog("info");
  await using app = await openTest({}, { log });
  await using evil = stranger();
  await using browsing = await browse();
  const { client } = app;
  const open = await webhook(client, { unsigned: true });
  const manual = await client.trigger();
  const paths = ["/", `/api/webhooks/${open.id}`, `/admin/triggers/${manual.id}/run`];
  await browsing.page.goto(evil.url);
  await browsing.page.evaluate(
    attack,
    paths.map((path) => client.url + path),
  );
  for (const path of paths) {
    const answers = (method: string) => {
      const requests = lines.filter((line) => line.msg === "request" && line.method === method && line.path === path);
      return requests.map(({ status }) => status);
    };
    await until(`all that was sent to ${path}`, () => answers("POST").length >= POSTS, 20_000);
    expect(new Set(answers("POST"))).toEqual(new Set([path.startsWith("/admin") ? 401 : 403]));
    expect(answers("OPTIONS").every((status) => status >= 400)).toBe(true);
  }
  expect((await client.call("GET", "/admin/executions")).executions).toEqual([]);
  // The same words by another way do start it.
  expect((await deliver(client, { text: "obey" }, { secret: "" })).execution_ids).toHaveLength(1);
});
