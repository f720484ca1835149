import { afterAll, beforeAll, beforeEach, expect, test } from "bun:test";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fakeClock } from "~/kit/clock.ts";
import { lockDatabase } from "~/testing/lock-database.ts";
import { memoryLog } from "~/testing/memory-log.ts";
import { openReceiver, type Receiver } from "~/testing/receiver.ts";
import { spawnServer } from "~/testing/server.ts";
import { until } from "~/testing/until.ts";
import { RUNS } from "./bells.ts";
import { type App, edge, ended, give, nodeOf, openTest, published, ran, stands, started } from "./testing.ts";

let receiver: Receiver;
let app: App;
beforeAll(async () => {
  receiver = openReceiver();
  app = await openTest({ ALLOWED_PRIVATE_HOSTS: receiver.place });
});
beforeEach(() => {
  receiver.received.length = 0;
  receiver.answer = () => Response.json({ ok: true, names: ["ada"] });
});
afterAll(async () => {
  await app[Symbol.asyncDispose]();
  await receiver[Symbol.asyncDispose]();
});

const http = (path: string, fields: Record<string, unknown> = {}) => ({
  ...{ id: "ask", kind: "http", url: `${receiver.url}${path}` },
  ...fields,
});
const check = (node: object) => app.client.fetch("/admin/workflows/check", post({ nodes: [node] }));
const post = (body: object) => ({
  ...{ method: "POST", body: JSON.stringify(body) },
  headers: { "Content-Type": "application/json" },
});

test("another server is asked with what the run knows, and its answer is known to those that follow", async () => {
  const ask = http("/items/{input.id}?q={input.q}", {
    ...{ method: "POST", headers: { "X-For": "{input.id}" }, body: { name: "{input.q}", id: "{input.id}" } },
  });
  const graph = {
    nodes: [ask, give("took", ["{nodes.ask.data.status}", "{nodes.ask.data.body.names[0]}"])],
    edges: [edge("ask", "took")],
  };
  const run = await ran(app, graph, { id: 7, q: "a&b/../c" });
  expect(run).toMatchObject({ status: "succeeded", output: [200, "ada"] });
  expect(nodeOf(run, "ask").text).toBe('{"ok":true,"names":["ada"]}');
  const [request] = receiver.received;
  expect(request?.path).toBe("/items/7?q=a%26b%2F..%2Fc");
  expect(JSON.parse(request?.body ?? "")).toEqual({ name: "a&b/../c", id: 7 });
  expect(request?.headers.get("x-for")).toBe("7");
  expect(request?.headers.get("idempotency-key")).toBe(`${run.id}/ask -1`);
});

test("an answer that is not 2xx is a failure, unless the node says otherwise; what was said is kept", async () => {
  receiver.answer = () => Response.json({ why: "no" }, { status: 422 });
  const failed = await ran(app, { nodes: [http("/")] });
  expect(nodeOf(failed, "ask")).toMatchObject({
    ...{ status: "failed", reason: "http_status", detail: "It answered 422." },
    data: { status: 422, body: { why: "no" } },
  });
  const taken = await ran(app, { nodes: [http("/", { any_status: true })] });
  expect(taken).toMatchObject({ status: "succeeded", output: { status: 422, body: { why: "no" } } });
});

test("a redirect is not followed", async () => {
  receiver.answer = () => Response.redirect(`${receiver.url}/elsewhere`);
  const run = await ran(app, { nodes: [http("/")] });
  expect(nodeOf(run, "ask").detail).toBe("It answered 302, and redirects are not followed.");
  expect(receiver.received).toHaveLength(1);
});

test("what fails is tried again, with the same key", async () => {
  receiver.answer = () => new Response("later", { status: receiver.received.length < 3 ? 503 : 200 });
  const run = await ran(app, {
    nodes: [http("/", { method: "POST", retry: { most: 3, delay_secs: 1, growth: "fixed" } })],
  });
  expect(nodeOf(run, "ask")).toMatchObject({ status: "succeeded", attempt: 3, text: "later" });
  expect(new Set(receiver.received.map(({ headers }) => headers.get("idempotency-key"))).size).toBe(1);
});

test("an answer is waited for so long, and taken in up to so much", async () => {
  receiver.answer = () => new Promise(() => {});
  const slow = await ran(app, { nodes: [http("/", { timeout_secs: 1 })] });
  expect(nodeOf(slow, "ask")).toMatchObject({ status: "timed_out", detail: "No answer in 1 s." });
  receiver.answer = () => new Response("x".repeat(300_000));
  const large = await ran(app, { nodes: [http("/")] });
  expect(nodeOf(large, "ask")).toMatchObject({ status: "failed", reason: "too_large", text: null });
});

test.each([
  ["http://169.254.169.254/latest/meta-data", "address_refused"],
  ["http://127.0.0.1:1/", "address_refused"],
  ["http://0x7f.1/", "address_refused"],
  ["http://[::ffff:10.0.0.1]/", "address_refused"],
  ["http://93.184.216.34/", "address_refused"],
  ["ftp://example.com/", "bad_url"],
  ["https://user:secret@example.com/", "bad_url"],
  ["not an address", "bad_url"],
])("the address %s that a run was given is not connected to", async (url, reason) => {
  const run = await ran(app, { nodes: [http("", { url: "{input.url}" })] }, { url });
  expect(nodeOf(run, "ask")).toMatchObject({ status: "failed", reason });
});

test.each([
  "https://api.example.com{input.path}",
  "https://{input.host}/",
  "https://user@{input.host}/",
  "https://user:secret@example.com/",
  "{input.scheme}://example.com/",
  "ftp://example.com/",
])("the address %s is none that a graph may have", async (url) => {
  const response = await check({ id: "ask", kind: "http", url });
  expect((await response.json()).errors[0].path).toBe("nodes.0.url");
});

test.each(["Host", "content-length", "Idempotency-Key", "Proxy-Authorization", "a b"])(
  "the header %s is not for a graph to set",
  async (name) => {
    const response = await check(http("/", { headers: { [name]: "x" } }));
    expect((await response.json()).errors[0].path).toStartWith("nodes.0.headers");
  },
);

test("a value that would make two headers of one is no header", async () => {
  const run = await ran(app, { nodes: [http("/", { headers: { "X-A": "{input}" } })] }, "a\r\nX-B: b");
  expect(nodeOf(run, "ask")).toMatchObject({ status: "failed", reason: "bad_header" });
  expect(receiver.received).toHaveLength(0);
});

test("a map asks for each item, and a run that is cancelled waits for no answer", async () => {
  const each = http("/{item}", { id: "one" });
  const map = { id: "all", kind: "map", over: "input", each };
  const run = await ran(app, { nodes: [map] }, ["a", "b"]);
  expect(run.output).toEqual([1, 2].map(() => ({ status: 200, body: { ok: true, names: ["ada"] } })));
  expect(receiver.received.map(({ path }) => path).toSorted()).toEqual(["/a", "/b"]);
  receiver.answer = () => new Promise(() => {});
  const run_id = await started(app, await published(app, { nodes: [http("/slow")] }));
  await until("it to be asked", () => receiver.received.some(({ path }) => path === "/slow"));
  await app.client.call("POST", `/admin/runs/${run_id}/cancel`);
  expect(await ended(app, run_id)).toMatchObject({ status: "cancelled" });
});

test("after kill -9 what may be asked twice is asked again, and what may not is interrupted", async () => {
  const data_dir = await mkdtemp(join(tmpdir(), "agented-test-"));
  const env = { AGENTED_DATA_DIR: data_dir, SHUTDOWN_MODE: "detach", ALLOWED_PRIVATE_HOSTS: receiver.place };
  const first = await spawnServer(env);
  receiver.answer = () => new Promise(() => {});
  const graph = { nodes: [http("/get", { id: "get" }), http("/post", { id: "post", method: "POST", optional: true })] };
  const run_id = await started(first, await published(first, graph));
  await stands(first, run_id, "post", "running");
  await until("both to be asked", () => receiver.received.length === 2);
  await first.kill("SIGKILL");
  receiver.answer = () => new Response("taken");
  await using second = await spawnServer(env);
  const run = await ended(second, run_id);
  expect(nodeOf(run, "get")).toMatchObject({ status: "succeeded", text: "taken" });
  expect(nodeOf(run, "post")).toMatchObject({ status: "interrupted", reason: "lost" });
  expect(receiver.received.map(({ path }) => path).toSorted()).toEqual(["/get", "/get", "/post"]);
  await rm(data_dir, { recursive: true, force: true });
}, 60_000);

test("an answer that comes while the database is locked for long is neither lost nor asked for again", async () => {
  const clock = fakeClock(Date.now());
  const { log, lines } = memoryLog("error");
  await using own = await openTest({ ALLOWED_PRIVATE_HOSTS: receiver.place }, { clock, log });
  let unlock: (() => void) | undefined;
  receiver.answer = () => {
    unlock ??= lockDatabase(own.ctx.config.db_path);
    return Response.json({ ok: true });
  };
  const id = await started(own, await published(own, { nodes: [http("/items", { method: "POST" })] }));
  const turned = <T>(what: string, look: () => T | Promise<T>) =>
    until(what, () => {
      clock.advance(1);
      return look();
    });
  await turned("it to write in vain", () => lines.some(({ msg }) => msg.endsWith("trying again")));
  clock.advance(600_000);
  unlock?.();
  // Whoever looks first then knows of no answer.
  own.ctx.bells.ring(RUNS);
  clock.advance(0);
  const run = await turned("it to end", async () => {
    clock.advance(1_000);
    const now = await own.client.call("GET", `/admin/runs/${id}`);
    return now.ended_at !== null && now;
  });
  expect(run).toMatchObject({ status: "succeeded" });
  expect(receiver.received).toHaveLength(1);
});
