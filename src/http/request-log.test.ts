import { expect, test } from "bun:test";
import { memoryLog } from "~/testing/memory-log.ts";
import { openTest, spawnServer } from "~/testing/server.ts";

async function stage(env: Record<string, string> = {}) {
  const { log, lines } = memoryLog("info");
  const app = await openTest(env, { log });
  const requests = () => lines.filter(({ msg }) => msg === "request");
  return { ...app, requests, last: () => requests().at(-1) };
}

test("one wide line for each request", async () => {
  await using app = await stage();
  const response = await app.client.fetch("/admin/executions?limit=5&cursor=exec-00000000000000000000");
  const body = await response.text();
  expect(app.last()).toMatchObject({
    ...{ method: "GET", route: "/admin/executions", path: "/admin/executions", status: 200 },
    ...{ bytes: body.length, actor: "bootstrap", address: "127.0.0.1", key_id: expect.stringMatching(/^key-/) },
    ...{ request_id: response.headers.get("X-Request-Id"), trace_id: expect.stringMatching(/^[0-9a-f]{32}$/) },
    duration_ms: expect.any(Number),
  });
  expect(JSON.stringify(app.last())).not.toContain("cursor");
});

test("the pattern of a route, not what stands in it; and none where no route is", async () => {
  await using app = await stage();
  const routes: [path: string, route: string | null][] = [
    ["/admin/executions/exec-00000000000000000000", "/admin/executions/{id}"],
    ["/admin/nowhere", null],
    ["/docs", "/docs"],
  ];
  for (const [path, route] of routes) {
    await app.client.fetch(path);
    expect([app.last().path, app.last().route]).toEqual([path, route]);
  }
});

test("a secret in a path, or in a query, is not in the log", async () => {
  await using app = await stage();
  const secret = app.client.key;
  await app.client.fetch(`/admin/executions/${secret}/stream?token=${secret}&after=1`);
  expect(app.last().path).toBe("/admin/executions/[redacted]/stream");
  expect(JSON.stringify(app.requests())).not.toContain(secret);
  await app.client.fetch(`/${"x".repeat(5_000)}`);
  expect(app.last().path).toHaveLength(500);
  await app.client.fetch(`/${"x".repeat(500 - secret.length)}${secret}`);
  expect(JSON.stringify(app.last())).not.toContain(secret.slice(0, -1));
});

test.each(["json", "text"])(
  "a key in a path is not in the log, though nobody here knows it: %s",
  async (LOG_FORMAT) => {
    await using server = await spawnServer({ LOG_FORMAT });
    const { key } = await server.client.call("POST", "/admin/keys", { name: "ci", scopes: ["read"] }, 201);
    const tried = [key, key.replaceAll("_", "%5F"), `agk_${"a".repeat(32)}`, `agk_-${"b".repeat(31)}`];
    for (const [at, one] of tried.entries()) await server.client.fetch(`/foo-${at}/${one}/bar`);
    await server.kill("SIGTERM");
    for (const at of tried.keys()) expect(server.output()).toContain(`/foo-${at}/agk_[redacted]/bar`);
    for (const one of tried) expect(server.output()).not.toContain(one.slice(-20));
  },
  20_000,
);

test.each([
  ["taken", "my-app.42_A"],
  ["longest", "a".repeat(64)],
])("an id of the client that is a mere name is kept: %s", async (_, id) => {
  await using app = await stage();
  const response = await app.client.fetch("/health/liveness", { headers: { "X-Request-Id": id } });
  expect([response.headers.get("X-Request-Id"), app.last().request_id]).toEqual([id, id]);
});

test.each(["", "a".repeat(65), "two words", '{"a":1}', "a/b", "<b>", "ä"])("any other is replaced: %j", async (id) => {
  await using app = await stage();
  const response = await app.client.fetch("/health/liveness", { headers: { "X-Request-Id": encodeURI(id) } });
  expect(response.headers.get("X-Request-Id")).toMatch(/^req-/);
  expect(app.last().request_id).toBe(response.headers.get("X-Request-Id"));
});

test("401, 429 and 500 bear the id in header, body and log, also of 200 requests at once", async () => {
  await using app = await stage({ FAILED_KEYS_PER_MINUTE: "1" });
  app.ctx.db.sqlite.run("DROP TABLE snippets");
  const answers = [await app.client.fetch("/admin/snippets")];
  for (let i = 0; i < 2; i++)
    answers.push(await app.client.fetch("/admin/x", { headers: { "X-API-Key": "wrong-key" } }));
  expect(answers.map(({ status }) => status)).toEqual([500, 401, 429]);
  const wrong = { headers: { "X-API-Key": "wrong-key" } };
  answers.push(...(await Promise.all(Array.from({ length: 200 }, () => app.client.fetch("/admin/x", wrong)))));
  const logged = new Set(app.requests().map(({ request_id }) => request_id));
  for (const answer of answers) {
    const id = answer.headers.get("X-Request-Id") ?? "";
    expect(((await answer.json()) as { request_id: string }).request_id).toBe(id);
    expect(logged.delete(id)).toBe(true);
  }
});

test("a traceparent of the caller is honoured, and one that is none is replaced", async () => {
  await using app = await stage();
  const trace_id = "0af7651916cd43dd8448eb211c80319c";
  const ask = (traceparent: string) => app.client.fetch("/health/liveness", { headers: { traceparent } });
  await ask(`00-${trace_id}-b7ad6b7169203331-01`);
  expect(app.last().trace_id).toBe(trace_id);
  const none = [`00-${trace_id}-${"0".repeat(16)}-01`, `ff-${trace_id}-b7ad6b7169203331-01`, "00-x-y-01", trace_id];
  for (const header of none) {
    await ask(header);
    expect(app.last().trace_id).not.toBe(trace_id);
  }
});

test("a stream is marked, and has no size", async () => {
  await using app = await stage();
  const id = await app.client.start(["true"]);
  await app.client.finished(id);
  const line = app.requests().find(({ route }) => route === "/admin/executions/{id}/stream");
  expect(line).toMatchObject({ bytes: null, stream: true });
});

test("LOG_FORMAT=text writes no JSON, and no colours into a pipe", async () => {
  await using server = await spawnServer({ LOG_FORMAT: "text" });
  await server.kill("SIGTERM");
  const lines = server.output().trim().split("\n");
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) expect(line).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z (INFO|WARN) +\S/);
  expect(server.output()).not.toContain("\u001b");
}, 20_000);
