import { afterEach, beforeEach, expect, test } from "bun:test";
import { fakeClock } from "~/kit/clock.ts";
import { openTest } from "~/testing/server.ts";
import { type Act, audit } from "./index.ts";
import { audit_log } from "./tables.ts";

const clock = fakeClock();
let app: Awaited<ReturnType<typeof openTest>>;
beforeEach(async () => {
  app = await openTest({}, { clock });
  // What the first start laid is not of this test.
  app.ctx.db.orm.delete(audit_log).run();
});
afterEach(() => app[Symbol.asyncDispose]());

const act = (given: Act) => app.ctx.db.tx((tx) => audit(app.ctx, tx, given));
const list = async (query = "") => (await app.client.call("GET", `/admin/audit${query}`)).entries;

test("the log keeps who did what to which fields, and no secret", async () => {
  const before = { id: "x", name: "old", sealed_secret: "aaaa", same: 1, updated_at: "then" };
  act({ action: "price.updated", subject_id: "x", before, after: { ...before, name: "new", sealed_secret: "bbbb" } });
  expect(await list()).toMatchObject([
    {
      ...{ actor: "server", key_id: null, action: "price.updated", subject_id: "x" },
      before: { name: "old", sealed_secret: "[secret]" },
      after: { name: "new", sealed_secret: "[secret]" },
    },
  ]);
});

test("secrets inside a field are masked by their name, by what is known, and in addresses", async () => {
  app.ctx.redactor.know("test", ['a "known" secret']);
  const after = {
    source: { kind: "webhook", secret: "one", secret_set: true, unsigned: false },
    chain: { entries: [{ backend: "claude", key: "two" }] },
    env: {
      API_TOKEN: "three",
      MY_KEY: "three",
      HTTP_AUTHORIZATION: "three",
      AUTHOR: "Ann",
      BASE_URL: "https://u:four@x.test/",
    },
    command: ["curl", 'a "known" secret', "https://user:four@host.test/x"],
    max_tokens: 7,
    nothing: null,
  };
  act({ action: "price.created", subject_id: "x", after });
  const [entry] = await list();
  expect(entry.after).toEqual({
    source: { kind: "webhook", secret: "[secret]", secret_set: true, unsigned: false },
    chain: { entries: [{ backend: "claude", key: "[secret]" }] },
    env: {
      ...{ API_TOKEN: "[secret]", MY_KEY: "[secret]", HTTP_AUTHORIZATION: "[secret]", AUTHOR: "Ann" },
      BASE_URL: "https://[secret]@x.test/",
    },
    command: ["curl", "[redacted]", "https://[secret]@host.test/x"],
    ...{ max_tokens: 7, nothing: null },
  });
});

test("long fields are cut", async () => {
  const after = { prompt: "x".repeat(100_000), list: Array(10_000).fill("item") };
  act({ action: "price.created", subject_id: "x", after });
  const [entry] = await list();
  expect(entry.after.prompt).toBe(`${"x".repeat(2_000)}…`);
  expect(entry.after.list.length).toBe(2_001);
});

test("entries are found by action, subject, key and time", async () => {
  for (const [action, subject_id] of [
    ["price.created", "a"],
    ["price.deleted", "a"],
    ["prices.moved", "b"],
  ] as const) {
    act({ action, subject_id });
    clock.advance(1_000);
  }
  const actions = async (query: string) => (await list(query)).map((entry: { action: string }) => entry.action);
  expect(await actions("?action=price.")).toEqual(["price.deleted", "price.created"]);
  expect(await actions("?action=price")).toEqual(["prices.moved", "price.deleted", "price.created"]);
  expect(await actions("?subject_id=a&action=price.d")).toEqual(["price.deleted"]);
  expect(await actions("?key_id=key-01kb3m6g000000000000")).toEqual([]);
  const at = (seconds: number) => clock.iso(clock.now() + seconds * 1_000);
  expect(await actions(`?since=${at(-2)}&until=${at(-1)}`)).toEqual(["price.deleted"]);
  await app.client.call("GET", "/admin/audit?action=%25", undefined, 400);
});

test.each(["bogus", "trigger.x.y", "Trigger.", "triggers"])(
  "%p begins no action, and the answer says so",
  async (action) => {
    const { errors } = await app.client.call("GET", `/admin/audit?action=${action}`, undefined, 400);
    expect(errors[0].path).toBe("action");
  },
);

test("an act that fails leaves nothing", async () => {
  expect(() =>
    app.ctx.db.tx((tx) => {
      audit(app.ctx, tx, { action: "price.created", subject_id: "x" });
      throw new Error("no");
    }),
  ).toThrow("no");
  expect(await list()).toEqual([]);
});
