import { afterEach, beforeEach, expect, test } from "bun:test";
import { type FakeClock, fakeClock } from "~/kit/clock.ts";
import { openTest } from "~/testing/server.ts";
import { follow, settled } from "~/testing/stream-stage.ts";
import { until } from "~/testing/until.ts";
import { Browser, holder } from "./testing.ts";

const EVENTS = "/admin/events";

let app: Awaited<ReturnType<typeof openTest>>;
let path: string;
beforeEach(async () => {
  app = await openTest();
  path = `/admin/executions/${await app.client.start(["sleep", "60"])}/stream`;
});
afterEach(() => app[Symbol.asyncDispose]());

const readers = (count: number) => until(`${count} readers`, () => app.ctx.streams.readers() === count);
/** How long the end of a stream took to arrive, in milliseconds. */
async function ended(response: Response): Promise<number> {
  const started = performance.now();
  await response.text();
  return performance.now() - started;
}

test.each<[string, (id: string) => [string, string, number]]>([
  ["revoked", (id) => ["DELETE", `/admin/keys/${id}`, 204]],
  ["rotated", (id) => ["POST", `/admin/keys/${id}/rotate`, 200]],
])("when a key is %s, what it has open ends within a second, and nothing else", async (_, act) => {
  const { id, key, client } = await holder(app, ["read"]);
  const browser = new Browser(app.client.url);
  await browser.signIn({ key });
  const { url } = await client.call("POST", "/admin/stream-tokens", { path }, 201);
  const other = await app.client.fetch(path);
  const open = [await client.fetch(path), await browser.fetch(path), await fetch(app.client.url + url)];
  expect(open.map(({ status }) => status)).toEqual([200, 200, 200]);
  await readers(4);
  const [method, where, status] = act(id);
  await app.client.call(method, where, undefined, status);
  for (const took of await Promise.all(open.map(ended))) expect(took).toBeLessThan(1_000);
  expect(app.ctx.streams.readers()).toBe(1);
  for (const again of [client.fetch(path), browser.fetch(path)]) expect((await again).status).toBe(401);
  await other.body?.cancel();
});

test.each<[string, string, number]>([
  ["DELETE", "", 204],
  ["POST", "/rotate", 200],
])("a stream token dies at the %s of its key%s", async (method, more, status) => {
  const { id, client } = await holder(app, ["read"]);
  const { url } = await client.call("POST", "/admin/stream-tokens", { path }, 201);
  await app.client.call(method, `/admin/keys/${id}${more}`, undefined, status);
  const refused = await fetch(app.client.url + url);
  expect([refused.status, (await refused.json()).code]).toEqual([401, "token_invalid"]);
});

test("signing out ends what that browser has open, its tokens too, and not what another has", async () => {
  const [one, other] = [new Browser(app.client.url), new Browser(app.client.url)];
  for (const browser of [one, other]) await browser.signIn({ key: app.client.key });
  const body = JSON.stringify({ path });
  const init = { method: "POST", body, headers: { "Content-Type": "application/json" } };
  const { url } = await (await one.fetch("/admin/stream-tokens", init)).json();
  const stays = await other.fetch(path);
  const open = [await one.fetch(path), await fetch(app.client.url + url)];
  await readers(3);
  await one.fetch("/admin/session", { method: "DELETE" });
  for (const took of await Promise.all(open.map(ended))) expect(took).toBeLessThan(1_000);
  expect((await fetch(app.client.url + url)).status).toBe(401);
  expect(app.ctx.streams.readers()).toBe(1);
  await stays.body?.cancel();
});

test("revoking while readers come and go leaves none of them", async () => {
  const { id, client } = await holder(app, ["read"]);
  const opening = Array.from({ length: 20 }, () => client.fetch(path));
  await opening[0];
  const [answers] = await Promise.all([
    Promise.all(opening),
    app.client.call("DELETE", `/admin/keys/${id}`, undefined, 204),
  ]);
  await Promise.all(answers.map((answer) => answer.text()));
  await readers(0);
}, 20_000);

test("a stream ends at the moment at which its key expires", async () => {
  const clock: FakeClock = fakeClock();
  await using app = await openTest({}, { clock });
  const at = clock.iso(clock.now() + 5_000);
  const { client } = await holder(app, ["read"], { expires_at: at });
  const response = await client.fetch(`/admin/executions/${await app.client.start(["true"])}/stream`);
  await until("a reader", () => app.ctx.streams.readers() === 1);
  clock.advance(4_999);
  expect(app.ctx.streams.readers()).toBe(1);
  clock.advance(1);
  await response.text();
  expect(app.ctx.streams.readers()).toBe(0);
}, 20_000);

test("an open stream keeps no session: it ends within a minute of it, and so does one by its token", async () => {
  const clock: FakeClock = fakeClock();
  await using app = await openTest({ SESSION_IDLE_MINS: "10" }, { clock });
  const [idle, busy] = [new Browser(app.client.url), new Browser(app.client.url)];
  for (const browser of [idle, busy]) await browser.signIn({ key: app.client.key });
  const init = {
    method: "POST",
    body: JSON.stringify({ path: EVENTS }),
    headers: { "Content-Type": "application/json" },
  };
  const { url } = await (await idle.fetch("/admin/stream-tokens", init)).json();
  const [byKey, byBusy] = [follow(await app.client.fetch(EVENTS)), follow(await busy.fetch(EVENTS))];
  const open = [follow(await idle.fetch(EVENTS)), follow(await fetch(app.client.url + url))];
  await until("4 readers", () => app.ctx.streams.readers() === 4);
  // In steps, for whoever is given a comment and cannot take it for 30 s is ended.
  const pass = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 5_000) {
      clock.advance(5_000);
      await settled();
    }
  };
  await pass(9 * 60_000);
  expect(await busy.status("/admin/session")).toEqual([200]);
  expect(app.ctx.streams.readers()).toBe(4);
  await pass(60_000);
  await until("two ends", () => open.every(({ ended }) => ended));
  expect(app.ctx.streams.readers()).toBe(2);
  expect(await idle.status(EVENTS)).toEqual([401, "session_ended"]);
  for (const seen of [byKey, byBusy]) await seen.cancel();
}, 20_000);
