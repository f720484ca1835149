import { afterEach, beforeEach, expect, test } from "bun:test";
import { type FakeClock, fakeClock } from "~/kit/clock.ts";
import { jumpingClock } from "~/testing/jumping-clock.ts";
import { memoryLog } from "~/testing/memory-log.ts";
import { openTest } from "~/testing/server.ts";
import { replaceKey } from "./store.ts";

const { log, lines } = memoryLog();
/** There is no such execution, so that who passes the gate is answered 404. */
const path = "/admin/executions/exec-01kb3m6g000000000000/stream";
let clock: FakeClock;
let app: Awaited<ReturnType<typeof openTest>>;
let minted: { token: string; expires_at: string; url: string };

const mint = (path: string) => app.client.call("POST", "/admin/stream-tokens", { path }, 201);

beforeEach(async () => {
  clock = fakeClock();
  app = await openTest({}, { clock, log });
  minted = await mint(path);
});

afterEach(() => app[Symbol.asyncDispose]());

/** Opens as EventSource does, without a header. */
async function open(url: string, method = "GET") {
  const response = await fetch(app.client.url + url, { method });
  const text = await response.text();
  return { status: response.status, code: text === "" ? undefined : JSON.parse(text).code };
}

test("a token opens its stream", async () => {
  const { url } = await mint(`/admin/executions/${await app.client.start(["true"])}/stream`);
  const response = await fetch(app.client.url + url);
  expect([response.status, response.headers.get("Content-Type")]).toEqual([200, "text/event-stream; charset=utf-8"]);
  await response.body?.cancel();
});

test("it is good for a minute, as often as one likes, and beside a cursor", async () => {
  expect(minted.url).toBe(`${path}?token=${minted.token}`);
  expect(Date.parse(minted.expires_at) - clock.now()).toBe(60_000);
  for (const url of [minted.url, minted.url, `${path}?after=7&token=${minted.token}`])
    expect(await open(url)).toEqual({ status: 404, code: "not_found" });
  clock.advance(59_999);
  expect((await open(minted.url)).status).toBe(404);
  clock.advance(1);
  expect(await open(minted.url)).toEqual({ status: 401, code: "token_expired" });
});

test.each<[string, string, () => string]>([
  ["another stream", "GET", () => `/admin/executions/exec-01kb3m6g000000000001/stream?token=${minted.token}`],
  ["the execution itself", "GET", () => `${path.replace("/stream", "")}?token=${minted.token}`],
  ["its whole log", "GET", () => `${path.replace("/stream", "/log")}?token=${minted.token}`],
  ["the same path spelt otherwise", "GET", () => `${path.replace("admin", "%61dmin")}?token=${minted.token}`],
  ["HEAD", "HEAD", () => minted.url],
  ["POST", "POST", () => minted.url],
  ["the list", "GET", () => `/admin/triggers?token=${minted.token}`],
  ["no token", "GET", () => `${path}?token=`],
  ["a token with another signature", "GET", () => `${minted.url.slice(0, -1)}${minted.url.endsWith("A") ? "B" : "A"}`],
  ["a token with another claim", "GET", () => minted.url.replace(/token=../, "token=eyK")],
  ["a token that is none", "GET", () => `${path}?token=a.b`],
])("it is refused for %s", async (_, method, url) => {
  expect((await open(url(), method)).status).toBe(401);
});

test("it is refused when its key is gone", async () => {
  replaceKey(app.ctx, "bootstrap", "another-key-altogether");
  expect(await open(minted.url)).toEqual({ status: 401, code: "token_invalid" });
});

test("a key is a key also beside a token that has expired", async () => {
  clock.advance(60_000);
  expect((await app.client.fetch(minted.url)).status).toBe(404);
});

test.each(["/admin/triggers", "/", "", "stream", "/admin/executions/x/stream", "https://evil.example/stream", 7])(
  "no token is made for %j: it is no stream",
  async (wrong) => {
    const { errors } = await app.client.call("POST", "/admin/stream-tokens", { path: wrong }, 400);
    expect(errors).toMatchObject([{ path: "path" }]);
  },
);

test("it is refused when the clock was set back: nobody knows how old it is", async () => {
  const before = jumpingClock(fakeClock());
  await using app = await openTest({}, { clock: before });
  const { url } = await app.client.call("POST", "/admin/stream-tokens", { path }, 201);
  before.jump(-3_600_000);
  const response = await fetch(app.client.url + url);
  expect([response.status, (await response.json()).code]).toEqual([401, "token_expired"]);
});

test("a forged one is a guess as a wrong key is, and one that has expired is none", async () => {
  await using app = await openTest({ FAILED_KEYS_PER_MINUTE: "2" }, { clock });
  const statusOf = async (token: string) => (await fetch(`${app.client.url}${path}?token=${token}`)).status;
  const { token } = await app.client.call("POST", "/admin/stream-tokens", { path }, 201);
  clock.advance(60_000);
  for (let i = 0; i < 5; i++) expect(await statusOf(token)).toBe(401);
  expect([await statusOf("a.b"), await statusOf("forged"), await statusOf("a.b")]).toEqual([401, 401, 429]);
});

test("no stranger makes one, and no token makes another", async () => {
  const body = JSON.stringify({ path });
  const init = { method: "POST", body, headers: { "Content-Type": "application/json" } };
  for (const query of ["", `?token=${minted.token}`])
    expect((await fetch(`${app.client.url}/admin/stream-tokens${query}`, init)).status).toBe(401);
});

test("the log knows no token", async () => {
  lines.length = 0;
  await open(minted.url);
  await open(`${minted.url}x`);
  expect(lines.filter(({ msg }) => msg === "request").map((line) => line.path)).toEqual([path, path]);
  expect(JSON.stringify(lines)).not.toContain(minted.token.slice(0, 40));
});
