import { afterAll, beforeAll, expect, test } from "bun:test";
import { fakeClock } from "~/kit/clock.ts";
import { memoryLog } from "~/testing/memory-log.ts";
import { raw } from "~/testing/raw.ts";
import { openTest } from "~/testing/server.ts";
import { until } from "~/testing/until.ts";
import { onError } from "./errors.ts";
import { requestLog } from "./request-log.ts";
import { router } from "./router.ts";

const { log, lines } = memoryLog();
let app: Awaited<ReturnType<typeof openTest>>;
let trigger: string;

beforeAll(async () => {
  app = await openTest({}, { log });
  trigger = (await app.client.trigger()).id;
});

afterAll(() => app[Symbol.asyncDispose]());

async function problem(method: string, path: string, init: RequestInit = {}) {
  const response = await app.client.fetch(path, { method, ...init });
  const { headers, status } = response;
  expect(headers.get("Content-Type")).toBe("application/problem+json; charset=utf-8");
  const body = await response.json();
  expect(body).toMatchObject({ status, type: `urn:agented:problem:${body.code}` });
  expect(body.title).toBeString();
  expect(body.request_id).toBe(headers.get("X-Request-Id"));
  return { status, headers, body };
}

const JSON_TYPE = { "Content-Type": "application/json" };
const json = (body: unknown): RequestInit => ({ body: JSON.stringify(body), headers: JSON_TYPE });
const good = { name: "x", source: { kind: "manual" }, prompt_template: "", backend: "command" };

test.each<[string, string, string, RequestInit, number, string]>([
  ["no key", "GET", "/admin/triggers", { headers: { "X-API-Key": "" } }, 401, "unauthorized"],
  ["a wrong key", "GET", "/admin/triggers", { headers: { "X-API-Key": "wrong" } }, 401, "unauthorized"],
  ["a web page", "POST", "/", { body: "{}", headers: { Origin: "https://evil.example" } }, 403, "denied"],
  ["nothing there", "GET", "/nowhere", {}, 404, "not_found"],
  ["no such row", "GET", "/admin/triggers/trig-01kb3m6g000000000000", {}, 404, "not_found"],
  ["no such method", "DELETE", "/admin/triggers", {}, 405, "method_not_allowed"],
  ["malformed JSON", "POST", "/admin/triggers", { body: "{", headers: JSON_TYPE }, 400, "invalid"],
  ["an empty body", "POST", "/admin/triggers", { headers: JSON_TYPE }, 400, "invalid"],
  ["no content type", "POST", "/admin/triggers", { body: Buffer.from("{}") }, 415, "unsupported"],
  ["a form", "POST", "/admin/triggers", { body: new URLSearchParams("a=b") }, 415, "unsupported"],
  ["text", "POST", "/admin/triggers", { body: "{}", headers: { "Content-Type": "text/plain" } }, 415, "unsupported"],
  ["a compressed delivery", "POST", "/", { body: "{}", headers: { "Content-Encoding": "gzip" } }, 415, "unsupported"],
  [
    "a compressed body",
    "POST",
    "/admin/triggers",
    { body: "{}", headers: { ...JSON_TYPE, "Content-Encoding": "gzip" } },
    415,
    "unsupported",
  ],
  [
    "another charset",
    "POST",
    "/admin/triggers",
    { body: "{}", headers: { "Content-Type": "application/json; charset=latin1" } },
    415,
    "unsupported",
  ],
  ["a body of 1 MiB", "POST", "/admin/products", json({ name: "x".repeat(1024 * 1024) }), 413, "too_large"],
  ["a large body", "POST", "/admin/triggers", json({ name: "x".repeat(9 * 1024 * 1024) }), 413, "too_large"],
  ["a huge body", "POST", "/admin/triggers", json({ name: "x".repeat(28 * 1024 * 1024) }), 413, "too_large"],
  ["a large delivery", "POST", "/", { body: "x".repeat(1024 * 1024 + 1) }, 413, "too_large"],
])("%s: %s %s", async (_, method, path, init, status, code) => {
  expect((await problem(method, path, init)).body).toMatchObject({ status, code });
});

test("where prompts, payloads and documents are sent, a body may be longer", async () => {
  const init = json({ text: "x".repeat(4_000_000) });
  const status = async (method: string, path: string) => (await problem(method, `/admin/${path}`, init)).status;
  expect(await status("PATCH", `triggers/${trigger}`)).toBe(400);
  for (const path of [
    ...["triggers", "triggers/preview", "config/apply", "prices/import", "budgets/estimate", "templates/pr-review/use"],
    ...["preview", "run", "test"].map((act) => `triggers/${trigger}/${act}`),
    ...["deliveries/x/preview", "deliveries/x/replay", "executions/x/replay", "executions/x/continue"],
  ])
    expect([path, await status("POST", path)]).toEqual([path, 400]);
});

test("a body of very many wrong fields is answered in few words", async () => {
  const body = `{${Array.from({ length: 150_000 }, (_, i) => `"k${i}":1`)}}`;
  const answer = await problem("POST", "/admin/triggers/preview", { body, headers: JSON_TYPE });
  expect(answer.status).toBe(400);
  expect(answer.body.errors.length).toBe(21);
  expect(JSON.stringify(answer.body).length).toBeLessThan(4_000);
});

test("a PATCH that is no JSON is refused and not taken for one that says nothing", async () => {
  const patch = { body: "name=y", headers: { "Content-Type": "text/plain" } };
  expect((await problem("PATCH", `/admin/triggers/${trigger}`, patch)).status).toBe(415);
});

test("a body in chunks that is too large is refused while it comes", async () => {
  const chunk = new Uint8Array(1024 * 1024).fill(120);
  const body = new ReadableStream({ pull: (controller) => controller.enqueue(chunk) });
  expect((await problem("POST", "/admin/triggers", { body, headers: JSON_TYPE })).status).toBe(413);
});

test.each<[string, string, string, RequestInit, { path: string; message: string }]>([
  [
    "an unknown key",
    "POST",
    "/admin/triggers",
    json({ ...good, colour: "red" }),
    { path: "colour", message: expect.stringMatching(/^is not known here \(known: name, source, .*, note\)$/) },
  ],
  [
    "an unknown key within",
    "POST",
    "/admin/triggers",
    json({ ...good, source: { kind: "manual", x: 1 } }),
    { path: "source.x", message: "is not known here (known: kind)" },
  ],
  ["a wrong type", "POST", "/admin/triggers", json({ ...good, name: 7 }), { path: "name", message: "must be a text" }],
  [
    "a missing field",
    "POST",
    "/admin/triggers",
    json({ ...good, name: undefined }),
    { path: "name", message: "is required" },
  ],
  ["not an id", "GET", "/admin/triggers/7", {}, { path: "id", message: "must be an id like trig-…" }],
  [
    "an unknown query field",
    "GET",
    "/admin/executions?colour=red",
    {},
    { path: "colour", message: expect.stringMatching(/^is not known here \(known: limit, cursor, status, .*\)$/) },
  ],
  ["a limit too high", "GET", "/admin/executions?limit=201", {}, { path: "limit", message: "must be at most 200" }],
  ["a limit of none", "GET", "/admin/triggers?limit=0", {}, { path: "limit", message: "must be at least 1" }],
  [
    "a limit that is no number",
    "GET",
    "/admin/executions?limit=many",
    {},
    { path: "limit", message: "must be a whole number" },
  ],
  [
    "a limit of one and a half",
    "GET",
    "/admin/triggers?limit=1.5",
    {},
    { path: "limit", message: "must be a whole number" },
  ],
  [
    "a cursor of another list",
    "GET",
    "/admin/triggers?cursor=exec-01kb3m6g000000000000",
    {},
    { path: "cursor", message: "must be an id like trig-…" },
  ],
  [
    "malformed JSON",
    "POST",
    "/admin/triggers",
    { body: "{", headers: JSON_TYPE },
    { path: "body", message: "must be JSON" },
  ],
  ["an array", "POST", "/admin/triggers", json([]), { path: "body", message: "must be an object" }],
  [
    "a filter's own field",
    "POST",
    "/admin/triggers",
    json({ ...good, source: { kind: "webhook", filter: { all: [{ path: "a", op: "gt", value: true }] } } }),
    { path: "source.filter.all.0.value", message: expect.any(String) },
  ],
])("%s is 400 and names the field", async (_, method, path, init, error) => {
  const { status, body } = await problem(method, path, init);
  expect({ status, errors: body.errors }).toEqual({ status: 400, errors: expect.arrayContaining([error]) });
});

test("every wrong field is named at once", async () => {
  const { body } = await problem("POST", "/admin/triggers", json({ name: 1, prompt_template: 2 }));
  const paths = body.errors.map(({ path }: { path: string }) => path);
  expect(paths).toEqual(expect.arrayContaining(["name", "prompt_template", "source"]));
});

test.each([
  ["DELETE", "/admin/triggers", ["GET", "HEAD", "POST"]],
  ["GET", "/admin/stream-tokens", ["POST"]],
  ["PUT", "/", ["GET", "HEAD", "POST"]],
  ["POST", "/openapi/openapi.json", ["GET", "HEAD"]],
  ["OPTIONS", "/health/liveness", ["GET", "HEAD"]],
  ["PATCH", "/admin/executions/exec-01kb3m6g000000000000/cancel", ["POST"]],
])("%s %s is 405 and says what is allowed", async (method, path, allowed) => {
  const { status, headers } = await problem(method, path);
  expect(status).toBe(405);
  expect(headers.get("Allow")?.split(", ").toSorted()).toEqual(allowed);
});

test("TRACE is 405 and echoes nothing", async () => {
  const answer = await raw(
    app.client.url,
    `TRACE / HTTP/1.1\nHost: x\nX-API-Key: ${app.client.key}\nConnection: close\nX-Secret: hush\n\n`,
  );
  expect(answer).toStartWith("HTTP/1.1 405");
  expect(answer).not.toContain("hush");
});

test("a failure of ours says nothing of the inside; the log has it under the same request id", async () => {
  app.ctx.db.sqlite.run("ALTER TABLE triggers RENAME TO hidden_from_the_server");
  const { status, body } = await problem("GET", "/admin/triggers");
  app.ctx.db.sqlite.run("ALTER TABLE hidden_from_the_server RENAME TO triggers");
  expect(status).toBe(500);
  expect(JSON.stringify(body)).not.toMatch(/sqlite|table|select|\.ts|stack|triggers/i);
  const mine = lines.filter(({ request_id }) => request_id === body.request_id);
  expect(mine).toMatchObject([
    { msg: "request failed", err: { message: expect.stringContaining("no such table") } },
    { msg: "request", status: 500, path: "/admin/triggers", method: "GET" },
  ]);
});

test("a client that goes away in mid-body is no failure of ours", async () => {
  lines.length = 0;
  const { hostname, port } = new URL(app.client.url);
  for (const path of ["/", "/admin/triggers"]) {
    const head = `POST ${path} HTTP/1.1\r\nHost: x\r\nX-API-Key: ${app.client.key}\r\nContent-Type: application/json\r\n`;
    const socket = await Bun.connect({ hostname, port: Number(port), socket: { data() {} } });
    socket.write(`${head}Content-Length: 100\r\n\r\n{"half`);
    await app.client.fetch("/health/liveness");
    socket.end();
  }
  const posts = await until("both lines", () => {
    const found = lines.filter(({ method }) => method === "POST");
    return found.length === 2 && found;
  });
  expect(posts).toMatchObject([{ status: 400 }, { status: 400 }]);
  expect(lines.filter(({ level }) => level >= 50)).toEqual([]);
});

test("each request is one line, without its query and without the key", async () => {
  lines.length = 0;
  await app.client.fetch("/admin/executions?limit=3&colour=secret-in-query");
  await app.client.fetch("/health/liveness", { headers: { "X-API-Key": "" } });
  expect(lines).toMatchObject([
    { msg: "request", method: "GET", path: "/admin/executions", status: 400, key_id: expect.stringMatching(/^key-/) },
    { msg: "request", path: "/health/liveness", status: 200, address: "127.0.0.1" },
  ]);
  expect(lines[1]).not.toHaveProperty("key_id");
  expect(JSON.stringify(lines)).not.toMatch(/secret-in-query|test-key/);
});

test.each(["SQLITE_BUSY", "SQLITE_FULL", "SQLITE_IOERR_FSYNC"])("%s is 503, and asks to come again", async (code) => {
  const failing = router().get("/", () => {
    throw new Error("Failed to run the query", { cause: Object.assign(new Error("the disk"), { code }) });
  });
  const { log } = memoryLog();
  const served = router().use(requestLog({ log, clock: fakeClock(), newId: () => "req-1", proxies: [] }));
  served.onError(onError).route("/", failing);
  const response = await served.request("/");
  expect([response.status, response.headers.get("Retry-After")]).toEqual([503, "1"]);
  expect(await response.json()).toMatchObject({ code: "unavailable" });
});
