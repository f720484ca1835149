import { afterEach, beforeEach, expect, test } from "bun:test";
import { type FakeClock, fakeClock } from "~/kit/clock.ts";
import { type Jumping, jumpingClock } from "~/testing/jumping-clock.ts";
import { memoryLog } from "~/testing/memory-log.ts";
import { openTest } from "~/testing/server.ts";
import { Browser, holder } from "./testing.ts";

const HOUR = 3_600_000;
const WHO = "/admin/session";
const { log, lines } = memoryLog();
let clock: Jumping<FakeClock>;
let app: Awaited<ReturnType<typeof openTest>>;
let browser: Browser;

beforeEach(async () => {
  clock = jumpingClock(fakeClock());
  lines.length = 0;
  app = await openTest({ TRUST_PROXY: "127.0.0.1" }, { clock, log });
  browser = new Browser(app.client.url);
});
afterEach(() => app[Symbol.asyncDispose]());

const signIn = (key = app.client.key) => browser.signIn({ key });
const cookieOf = (response: Response) => response.headers.get("Set-Cookie");

test("a key is exchanged for a cookie that scripts cannot read, which says who one is", async () => {
  const response = await signIn();
  expect([response.status, await response.text()]).toEqual([204, ""]);
  expect(cookieOf(response)).toMatch(/^agented_session=[\w-]{43}; Max-Age=604800; Path=\/; HttpOnly; SameSite=Strict$/);
  const who = await (await browser.fetch(WHO)).json();
  expect(who).toEqual({
    ...{ key_id: expect.stringMatching(/^key-/), name: "bootstrap", scopes: ["admin"] },
    ...{ session_id: expect.stringMatching(/^sess-/), expires_at: clock.iso(clock.now() + 168 * HOUR) },
  });
  expect(await app.client.call("GET", WHO)).toMatchObject({ name: "bootstrap", session_id: null, expires_at: null });
  const token = browser.cookie.split("=")[1] ?? "";
  expect(JSON.stringify([lines, app.ctx.db.orm.query.browser_sessions.findMany().sync()])).not.toContain(token);
});

test("under TLS the cookie is bound to the host and to TLS, and one of a plain name is not taken", async () => {
  const tls = { "X-Forwarded-Proto": "https", "Sec-Fetch-Site": "same-origin" };
  const secure = new Browser(app.client.url, tls);
  const laid = cookieOf(await secure.signIn({ key: app.client.key }));
  expect(laid).toMatch(
    /^__Host-agented_session=[\w-]{43}; Max-Age=604800; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
  );
  expect(await secure.status(WHO)).toEqual([200]);
  secure.cookie = secure.cookie.replace("__Host-", "");
  expect(await secure.status(WHO)).toEqual([401, "unauthorized"]);
});

test.each<[string, Record<string, string>, number]>([
  ["a page of ours", { "Sec-Fetch-Site": "same-origin" }, 200],
  ["a page of ours, by its Origin", { Origin: "OWN" }, 200],
  ["a page of ours at PUBLIC_URL", { Origin: "https://agented.example" }, 200],
  ["a page of another site", { "Sec-Fetch-Site": "cross-site", Origin: "https://evil.example" }, 403],
  ["a page of another site that claims our Origin", { "Sec-Fetch-Site": "cross-site", Origin: "OWN" }, 403],
  ["a page of another port", { "Sec-Fetch-Site": "same-site" }, 403],
  ["another origin", { Origin: "https://evil.example" }, 403],
  ["an origin that begins as ours", { Origin: "https://agented.example.evil.example" }, 403],
  ["a sandboxed frame", { Origin: "null" }, 403],
  ["what says nothing", {}, 403],
])("what changes something by the cookie must come from a page of ours: %s", async (_, headers, status) => {
  await using app = await openTest({ PUBLIC_URL: "https://agented.example/agented" });
  const signedIn = new Browser(app.client.url);
  await signedIn.signIn({ key: app.client.key });
  const own = headers.Origin === "OWN" ? { ...headers, Origin: app.client.url } : headers;
  const page = new Browser(app.client.url, own);
  page.cookie = signedIn.cookie;
  const pause = { method: "POST", body: '{"subject":"gemini"}', headers: { "Content-Type": "application/json" } };
  const refused = status === 403 ? [403, "foreign_origin"] : [200];
  expect(await page.status("/admin/queue/pause", pause)).toEqual(refused as [number]);
  expect(await page.status("/admin/triggers")).toEqual([200]);
  // A key that is sent is sent on purpose.
  const byKey = await app.client.fetch("/admin/queue/resume", { ...pause, headers: { ...pause.headers, ...own } });
  expect(byKey.status).toBe(200);
});

test("no page of somebody else signs a browser in; what is no page may", async () => {
  const evil = new Browser(app.client.url, { Origin: "https://evil.example" });
  expect((await evil.signIn({ key: app.client.key })).status).toBe(403);
  expect((await new Browser(app.client.url, {}).signIn({ key: app.client.key })).status).toBe(204);
});

test("a session ends when nothing was asked for 12 hours, and after 7 days anyway", async () => {
  await signIn();
  for (let hours = 0; hours < 161; hours += 7) {
    clock.jump(7 * HOUR);
    expect(await browser.status(WHO)).toEqual([200]);
  }
  clock.jump(7 * HOUR);
  expect(await browser.status(WHO)).toEqual([401, "session_ended"]);
  await signIn();
  clock.jump(12 * HOUR - 1);
  const idle = browser.cookie;
  expect(await browser.status(WHO)).toEqual([200]);
  clock.jump(12 * HOUR);
  expect(await browser.status(WHO)).toEqual([401, "session_ended"]);
  expect([browser.cookie, idle.length]).toEqual(["", 59]);
}, 20_000);

test("SESSION_IDLE_MINS and SESSION_HOURS say how long", async () => {
  await using app = await openTest({ SESSION_IDLE_MINS: "10", SESSION_HOURS: "1" }, { clock });
  const browser = new Browser(app.client.url);
  expect(cookieOf(await browser.signIn({ key: app.client.key }))).toContain("Max-Age=3600;");
  for (let minutes = 0; minutes < 54; minutes += 9) {
    expect(await browser.status(WHO)).toEqual([200]);
    clock.jump(9 * 60_000);
  }
  clock.jump(6 * 60_000);
  expect(await browser.status(WHO)).toEqual([401, "session_ended"]);
  await browser.signIn({ key: app.client.key });
  clock.jump(10 * 60_000);
  expect(await browser.status(WHO)).toEqual([401, "session_ended"]);
});

test("a session lasts no longer than its key", async () => {
  const { key } = await holder(app, ["read"], { expires_at: clock.iso(clock.now() + HOUR) });
  await signIn(key);
  expect(await (await browser.fetch(WHO)).json()).toMatchObject({ expires_at: clock.iso(clock.now() + HOUR) });
  clock.jump(HOUR);
  expect(await browser.status(WHO)).toEqual([401, "session_ended"]);
});

test("signing out ends it for whoever kept the cookie, and takes the cookie away", async () => {
  await signIn();
  const kept = browser.cookie;
  const response = await browser.fetch(WHO, { method: "DELETE" });
  expect([response.status, cookieOf(response)]).toEqual([204, expect.stringContaining("Max-Age=0")]);
  browser.cookie = kept;
  expect(await browser.status(WHO)).toEqual([401, "session_ended"]);
});

test("signing in makes a new session, and of the old one nothing is left", async () => {
  await signIn();
  const old = browser.cookie;
  await signIn();
  expect(browser.cookie).not.toBe(old);
  expect(await browser.status(WHO)).toEqual([200]);
  browser.cookie = old;
  expect(await browser.status(WHO)).toEqual([401, "session_ended"]);
});

test.each<[string, string, number]>([
  ["DELETE", "", 204],
  ["POST", "/rotate", 200],
])("%s of a key%s ends its sessions, and no others", async (method, more, status) => {
  const { id, key } = await holder(app);
  const other = new Browser(app.client.url);
  await Promise.all([signIn(key), other.signIn({ key: app.client.key })]);
  await app.client.call(method, `/admin/keys/${id}${more}`, undefined, status);
  expect(await browser.status(WHO)).toEqual([401, "session_ended"]);
  expect(await other.status(WHO)).toEqual([200]);
});

test("a session may do what its key may, and the audit log says which it was", async () => {
  const { key } = await holder(app, ["run"]);
  await signIn(key);
  expect(await browser.status("/admin/keys")).toEqual([403, "scope_missing"]);
  await signIn();
  const init = { method: "POST", body: '{"name":"s","text":"x"}', headers: { "Content-Type": "application/json" } };
  expect(await browser.status("/admin/snippets", init)).toEqual([201]);
  const { session_id, key_id } = await (await browser.fetch(WHO)).json();
  const { entries } = await app.client.call("GET", `/admin/audit?session_id=${session_id}`);
  expect(entries).toMatchObject([{ action: "snippet.created", actor: "bootstrap", key_id, session_id }]);
});

test("a wrong cookie is a failure; one that was right once is none", async () => {
  await using app = await openTest({ FAILED_KEYS_PER_MINUTE: "2" }, { clock, log });
  const browser = new Browser(app.client.url);
  await browser.signIn({ key: app.client.key });
  const kept = browser.cookie;
  await browser.fetch(WHO, { method: "DELETE" });
  for (let i = 0; i < 5; i++) {
    browser.cookie = kept;
    expect(await browser.status(WHO)).toEqual([401, "session_ended"]);
  }
  for (const expected of [
    [401, "unauthorized"],
    [401, "unauthorized"],
    [429, "limited"],
  ]) {
    browser.cookie = "agented_session=guess";
    expect(await browser.status(WHO)).toEqual(expected as [number, string]);
  }
  expect((await browser.signIn({ key: app.client.key })).status).toBe(429);
});

test("wrong keys at the door are counted with all others", async () => {
  await using app = await openTest({ FAILED_KEYS_PER_MINUTE: "3" }, { clock, log });
  const browser = new Browser(app.client.url);
  const statuses: number[] = [];
  for (const given of [{ key: "wrong" }, { code: "wrong" }, { key: "wrong" }, { key: app.client.key }])
    statuses.push((await browser.signIn(given)).status);
  expect(statuses).toEqual([401, 401, 401, 429]);
  expect((await app.client.fetch("/admin/triggers")).status).toBe(429);
  clock.advance(60_000);
  expect((await browser.signIn({ key: app.client.key })).status).toBe(204);
});

test("the door reads no long body, whatever it says of its length", async () => {
  expect((await browser.signIn({ key: "x".repeat(5_000) })).status).toBe(413);
  const body = new ReadableStream({
    start(controller) {
      for (let i = 0; i < 100; i++) controller.enqueue(new TextEncoder().encode(" ".repeat(1_000)));
      controller.close();
    },
  });
  const init = { method: "POST", body, headers: { "Content-Type": "application/json" } };
  expect((await browser.fetch("/admin/session", init)).status).toBe(413);
});

test("signing in with a right key counts as a change of its key; with a link it was counted at the link", async () => {
  await using app = await openTest({ WRITES_PER_MINUTE: "3" }, { clock });
  const { client } = app;
  const { url } = await client.call("POST", "/admin/login-links", undefined, 201);
  const signIns = Array.from({ length: 5 }, () => new Browser(client.url).signIn({ key: client.key }));
  const answers = await Promise.all(signIns);
  expect(answers.map(({ status }) => status).toSorted()).toEqual([204, 204, 429, 429, 429]);
  expect(answers.find(({ status }) => status === 429)?.headers.get("RateLimit")).toBe('"writes";r=0;t=60');
  expect(app.ctx.db.orm.query.browser_sessions.findMany().sync()).toHaveLength(2);
  expect((await client.call("GET", "/admin/audit?action=session.started")).entries).toHaveLength(2);
  const code = new URLSearchParams(new URL(url).hash.slice(1)).get("code") ?? "";
  expect((await new Browser(client.url).signIn({ code })).status).toBe(204);
});

test("of one key 50 sessions are open: another ends the one that was not used for longest, its streams too", async () => {
  const other = new Browser(app.client.url);
  await other.signIn({ key: (await holder(app)).key });
  const first = browser;
  await signIn();
  const open = [];
  for (let i = 1; i < 50; i++) open.push(new Browser(app.client.url));
  for (const one of open) await one.signIn({ key: app.client.key });
  const [oldest, next] = open;
  const stream = await oldest?.fetch("/admin/events");
  clock.jump(60_000);
  expect(await first.status(WHO)).toEqual([200]);
  await new Browser(app.client.url).signIn({ key: app.client.key });
  await stream?.text();
  expect(await oldest?.status(WHO)).toEqual([401, "session_ended"]);
  for (const one of [first, next, other]) expect(await one?.status(WHO)).toEqual([200]);
}, 20_000);

test("browsers that are gone for good leave no rows", async () => {
  for (let i = 0; i < 5; i++) await new Browser(app.client.url).signIn({ key: app.client.key });
  clock.jump(168 * HOUR + 1);
  await signIn();
  expect(app.ctx.db.orm.query.browser_sessions.findMany().sync()).toHaveLength(1);
});
