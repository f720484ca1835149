import { afterEach, beforeEach, expect, spyOn, test } from "bun:test";
import * as crypto from "node:crypto";
import { ConfigError } from "~/config.ts";
import { fakeClock } from "~/kit/clock.ts";
import { Client } from "~/testing/client.ts";
import { freshDataDir } from "~/testing/data-dir.ts";
import { jumpingClock } from "~/testing/jumping-clock.ts";
import { memoryLog } from "~/testing/memory-log.ts";
import { openTest } from "~/testing/server.ts";
import { findActor } from "./store.ts";
import { holder } from "./testing.ts";

const { log, lines } = memoryLog();
let clock: ReturnType<typeof jumpingClock>;
let app: Awaited<ReturnType<typeof openTest>>;
beforeEach(async () => {
  clock = jumpingClock(fakeClock());
  app = await openTest({}, { clock, log });
});
afterEach(() => app[Symbol.asyncDispose]());

const listed = async () => (await app.client.call("GET", "/admin/keys")).keys;
const statusOf = async ({ client }: { client: Client }) => (await client.fetch("/admin/session")).status;

test("a key is shown in the answer that made it, and never again", async () => {
  const made = await app.client.call("POST", "/admin/keys", { name: "ci", scopes: ["run"] }, 201);
  expect(made).toEqual({
    ...{ id: expect.stringMatching(/^key-/), name: "ci", scopes: ["run"], expires_at: null, last_used_at: null },
    ...{ prefix: expect.stringMatching(/^agk_[0-9a-f]{12}$/), created_at: clock.iso(), key: expect.any(String) },
  });
  expect(made.key).toMatch(new RegExp(`^${made.prefix}_[\\w-]{32}$`));
  const { key, ...rest } = made;
  expect((await listed())[0]).toEqual(rest);
  const { sqlite } = app.ctx.db;
  const tables = sqlite.query<{ name: string }, []>("SELECT name FROM sqlite_master WHERE type = 'table'").all();
  const rows = tables.map(({ name }) => JSON.stringify(sqlite.query(`SELECT * FROM "${name}"`).all()));
  expect(rows.join()).not.toContain(key.slice(made.prefix.length));
  expect(JSON.stringify(lines)).not.toContain(key.slice(made.prefix.length));
});

test("the bootstrap key is in the list, and of a key that was brought along nothing is shown", async () => {
  expect(await listed()).toMatchObject([{ name: "bootstrap", prefix: "", scopes: ["admin"] }]);
});

test.each<[string, object, string]>([
  ["no name", { scopes: ["run"] }, "name"],
  ["a name with a line break", { name: "a\nb", scopes: ["run"] }, "name"],
  ["no scope", { name: "a", scopes: [] }, "scopes"],
  ["a scope twice", { name: "a", scopes: ["run", "run"] }, "scopes"],
  ["a scope there is not", { name: "a", scopes: ["write"] }, "scopes.0"],
  ["an expiry that is no instant", { name: "a", scopes: ["run"], expires_at: "tomorrow" }, "expires_at"],
  ["an expiry that is past", { name: "a", scopes: ["run"], expires_at: "2025-12-31T23:59:59.999Z" }, "expires_at"],
  ["a key of one's own", { name: "a", scopes: ["run"], key: "agk_mine" }, "key"],
])("%s is refused", async (_, input, path) => {
  const { errors } = await app.client.call("POST", "/admin/keys", input, 400);
  expect(errors.map((error: { path: string }) => error.path)).toContain(path);
});

test("names are unique, the bootstrap key's too, and free again once revoked", async () => {
  const input = { name: "ci", scopes: ["run"] };
  const { id } = await app.client.call("POST", "/admin/keys", input, 201);
  for (const name of ["ci", "bootstrap"])
    expect(await app.client.call("POST", "/admin/keys", { ...input, name }, 409)).toMatchObject({ code: "name_taken" });
  await app.client.call("DELETE", `/admin/keys/${id}`, undefined, 204);
  await app.client.call("POST", "/admin/keys", input, 201);
});

test("a key opens until it expires, and then says that it has; that is no guess", async () => {
  const short = await holder(app, ["run"], { expires_at: clock.iso(clock.now() + 90_000) });
  clock.jump(89_999);
  expect(await statusOf(short)).toBe(200);
  clock.jump(1);
  for (let i = 0; i < 20; i++) {
    const { code } = await short.client.call("GET", "/admin/session", undefined, 401);
    expect(code).toBe("key_ended");
  }
  await app.client.call("POST", `/admin/keys/${short.id}/rotate`, undefined, 409);
});

test("its last use is kept to the minute, and written no more often", async () => {
  const { client } = await holder(app);
  const lastUse = async () => (await listed())[0].last_used_at;
  const start = clock.iso();
  await client.fetch("/admin/session");
  clock.jump(59_999);
  const { data_version: version } = app.ctx.db.sqlite.query("SELECT total_changes() AS data_version").get() as never;
  await client.fetch("/admin/session");
  expect(app.ctx.db.sqlite.query("SELECT total_changes() AS data_version").get()).toEqual({ data_version: version });
  expect(await lastUse()).toBe(start);
  clock.jump(1);
  await client.fetch("/admin/session");
  expect(await lastUse()).toBe(clock.iso());
});

test("where nothing can be written a key still opens", async () => {
  const { client } = await holder(app);
  clock.jump(3_600_000);
  app.ctx.db.sqlite.run("PRAGMA query_only = ON");
  expect((await client.fetch("/admin/triggers")).status).toBe(200);
  app.ctx.db.sqlite.run("PRAGMA query_only = OFF");
  expect(lines.filter(({ msg }) => /could not be noted/.test(msg))).toHaveLength(1);
});

test("a rotated key opens as the same one by its new text, and the old text opens nothing", async () => {
  const old = await holder(app, ["read"], { expires_at: clock.iso(clock.now() + 60_000) });
  const rotated = await app.client.call("POST", `/admin/keys/${old.id}/rotate`, undefined, 200);
  expect(await statusOf(old)).toBe(401);
  const fresh = new Client(app.client.url, rotated.key);
  expect(await fresh.call("GET", "/admin/session")).toMatchObject({ key_id: old.id, scopes: ["read"] });
  expect(rotated.expires_at).toBe(clock.iso(clock.now() + 60_000));
});

test("a revoked key opens nothing, and may have revoked itself", async () => {
  const one = await holder(app);
  await one.client.call("DELETE", `/admin/keys/${one.id}`, undefined, 204);
  expect(await statusOf(one)).toBe(401);
  await app.client.call("DELETE", `/admin/keys/${one.id}`, undefined, 404);
});

test("the bootstrap key is neither revoked nor rotated, with the reason and the remedy", async () => {
  const [{ id }] = await listed();
  for (const [method, path] of [
    ["DELETE", `/admin/keys/${id}`],
    ["POST", `/admin/keys/${id}/rotate`],
  ] as const) {
    const { code, detail } = await app.client.call(method, path, undefined, 409);
    expect([code, detail]).toEqual(["bootstrap_key", expect.stringMatching(/way in.*AGENTED_API_KEY.*restart/)]);
  }
  expect(await statusOf(app)).toBe(200);
});

test("AGENTED_API_KEY that is the text of another key stops the start, which names that key", async () => {
  const data_dir = freshDataDir();
  const first = await openTest({ AGENTED_DATA_DIR: data_dir });
  const { key } = await first.client.call("POST", "/admin/keys", { name: "ci", scopes: ["read"] }, 201);
  await first.close();
  const refused = await openTest({ AGENTED_DATA_DIR: data_dir, AGENTED_API_KEY: key }).catch((error) => error);
  expect(refused).toBeInstanceOf(ConfigError);
  expect(refused.mistakes).toEqual([expect.stringMatching(/^AGENTED_API_KEY.* is the key ci,/)]);
  await using again = await openTest({ AGENTED_DATA_DIR: data_dir });
  expect(await statusOf(again)).toBe(200);
});

test("a key is hashed and compared once, whether there is one of its prefix or not", async () => {
  const { key } = await holder(app);
  const prefix = key.slice(0, 16);
  const expired = await holder(app, ["read"], { expires_at: clock.iso(clock.now() + 1) });
  clock.jump(1);
  const compare = spyOn(crypto, "timingSafeEqual");
  for (const [shown, known] of [
    [key, "object"],
    [`${prefix}_${"x".repeat(32)}`, "undefined"],
    [`agk_000000000000_${"x".repeat(32)}`, "undefined"],
    ["", "undefined"],
    ["x".repeat(10_000), "undefined"],
    [expired.key, "string"],
  ] as const) {
    compare.mockClear();
    expect(typeof findActor(app.ctx, shown)).toBe(known);
    expect(compare).toHaveBeenCalledTimes(1);
  }
  compare.mockRestore();
});

test("the audit log names the key, and is searched by it", async () => {
  const one = await holder(app);
  await one.client.call("POST", "/admin/snippets", { name: "s", text: "x" }, 201);
  const { name } = await one.client.call("GET", "/admin/session");
  const { entries } = await app.client.call("GET", `/admin/audit?actor=${encodeURIComponent(name)}`);
  expect(entries).toMatchObject([{ actor: name, key_id: one.id, session_id: null, action: "snippet.created" }]);
});
