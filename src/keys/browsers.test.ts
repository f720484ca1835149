import { afterEach, beforeEach, expect, test } from "bun:test";
import { type FakeClock, fakeClock } from "~/kit/clock.ts";
import { openTest } from "~/testing/server.ts";
import { Browser, holder } from "./testing.ts";

const MINUTE_MS = 60_000;

let clock: FakeClock;
let app: Awaited<ReturnType<typeof openTest>>;
beforeEach(async () => {
  clock = fakeClock();
  app = await openTest({ SESSION_IDLE_MINS: "30" }, { clock });
});
afterEach(() => app[Symbol.asyncDispose]());

async function signedIn(key = app.client.key) {
  const browser = new Browser(app.client.url);
  await browser.signIn({ key });
  return browser;
}
const list = async () => (await app.client.call("GET", "/admin/sessions")).sessions;

test("the browsers that are signed in are listed, by whose key and from where, and never by what they hold", async () => {
  await signedIn();
  const { id: key_id, key } = await holder(app, ["read"]);
  await signedIn(key);
  const sessions = await list();
  expect(sessions).toMatchObject([{ key_id, address: "127.0.0.1" }, { key_name: "bootstrap" }]);
  expect(Object.keys(sessions[0])).not.toContain("hash");
});

test("one that was not used for too long, or whose key is gone, is none of them", async () => {
  await signedIn();
  clock.advance(29 * MINUTE_MS);
  const { id, key } = await holder(app);
  await signedIn(key);
  expect(await list()).toHaveLength(2);
  clock.advance(MINUTE_MS);
  expect(await list()).toMatchObject([{ key_id: id }]);
  await app.client.call("DELETE", `/admin/keys/${id}`, undefined, 204);
  expect(await list()).toEqual([]);
});

test("one is signed out by whoever may, and only once", async () => {
  const browser = await signedIn();
  const [{ id }] = await list();
  await app.client.call("DELETE", `/admin/sessions/${id}`, undefined, 204);
  expect(await browser.status("/admin/session")).toEqual([401, "session_ended"]);
  await app.client.call("DELETE", `/admin/sessions/${id}`, undefined, 404);
});

test("all others are signed out by a browser that stays", async () => {
  const [browser, other] = [await signedIn(), await signedIn()];
  expect((await browser.fetch("/admin/sessions", { method: "DELETE" })).status).toBe(204);
  expect(await browser.status("/admin/session")).toEqual([200]);
  expect(await other.status("/admin/session")).toEqual([401, "session_ended"]);
});

test("who may not see keys sees no sessions", async () => {
  const { client } = await holder(app, ["run"]);
  expect((await client.fetch("/admin/sessions")).status).toBe(403);
});
