import { expect, test } from "bun:test";
import { deliver, webhook } from "~/testing/deliver.ts";
import { jumpingClock } from "~/testing/jumping-clock.ts";
import { openTest } from "~/testing/server.ts";
import { signStandard } from "./signature.ts";

const DAY_MS = 24 * 60 * 60_000;

async function open() {
  const clock = jumpingClock();
  const app = await openTest({ MAX_CONCURRENT_EXECUTIONS: "1" }, { clock });
  return { app, client: app.client, clock, [Symbol.asyncDispose]: () => app[Symbol.asyncDispose]() };
}

const id = (value: string, name = "Idempotency-Key") => ({ headers: { [name]: value } });
const accepted = { status: "accepted", execution_ids: [expect.any(String)], run_ids: [] };
const duplicateOf = (first: { delivery_id: string; execution_ids: string[] }) => ({
  delivery_id: expect.any(String),
  status: "duplicate",
  execution_ids: first.execution_ids,
  run_ids: [],
  duplicate_of: first.delivery_id,
});

test.each(["webhook-id", "X-GitHub-Delivery", "Idempotency-Key"])("%s is known again for 24 hours", async (name) => {
  await using opened = await open();
  const { client, clock } = opened;
  await webhook(client);
  const first = await deliver(client, { n: 1 }, id("one", name));
  expect(await deliver(client, { n: 1 }, id("one", name))).toEqual(duplicateOf(first));
  // The id says that it is the same, whatever the body is by now.
  clock.jump(DAY_MS - 60_000);
  expect(await deliver(client, { n: 2 }, id("one", name))).toEqual(duplicateOf(first));
  clock.jump(60_001);
  expect(await deliver(client, { n: 2 }, id("one", name))).toMatchObject(accepted);
});

test("a body without an id is known again for 10 seconds", async () => {
  await using opened = await open();
  const { client, clock } = opened;
  await webhook(client);
  const first = await deliver(client, { n: 1 });
  clock.jump(5_000);
  expect(await deliver(client, { n: 1 })).toEqual(duplicateOf(first));
  expect(await deliver(client, { n: 2 })).toMatchObject(accepted);
  clock.jump(5_001);
  expect(await deliver(client, { n: 1 })).toMatchObject(accepted);
});

test("100 identical deliveries at once start one execution", async () => {
  await using opened = await open();
  const { client } = opened;
  await webhook(client);
  const all = await Promise.all(Array.from({ length: 100 }, () => deliver(client, { n: 1 })));
  const started = all.filter(({ status }) => status === "accepted");
  expect(started).toHaveLength(1);
  for (const one of all) if (one !== started[0]) expect(one).toEqual(duplicateOf(started[0]));
  expect((await client.call("GET", "/admin/executions")).executions).toHaveLength(1);
});

test("a delivery that started nothing may come again", async () => {
  await using opened = await open();
  const { client } = opened;
  const trigger = await webhook(client, {}, { enabled: false });
  expect(await deliver(client, {}, id("one"))).toMatchObject({ status: "ignored" });
  await client.call("PATCH", `/admin/triggers/${trigger.id}`, { enabled: true }, 200);
  const second = await deliver(client, {}, id("one"));
  expect(second).toMatchObject(accepted);
  expect(await deliver(client, {}, id("one"))).toEqual(duplicateOf(second));
});

test("a known body under a new id is kept and not started, for a day", async () => {
  await using opened = await open();
  const { client, clock } = opened;
  await webhook(client);
  await deliver(client, { n: 1 }, id("one"));
  const replay = { status: "suspected_replay", execution_ids: [] };
  expect(await deliver(client, { n: 1 }, id("two"))).toMatchObject(replay);
  expect(await deliver(client, { n: 1 }, id("two", "X-GitHub-Delivery"))).toMatchObject(replay);
  expect(await deliver(client, { n: 2 }, id("three"))).toMatchObject(accepted);
  clock.jump(DAY_MS + 1);
  expect(await deliver(client, { n: 1 }, id("four"))).toMatchObject(accepted);
});

test("a body whose id was taken off is suspected too", async () => {
  await using opened = await open();
  const { client, clock } = opened;
  await webhook(client);
  await deliver(client, { n: 1 }, id("one"));
  clock.jump(60_000);
  expect(await deliver(client, { n: 1 })).toMatchObject({ status: "suspected_replay", execution_ids: [] });
});

test("a trigger that allows replays starts them, beside one that does not", async () => {
  await using opened = await open();
  const { client } = opened;
  await webhook(client);
  const open_minded = await webhook(client, {}, { allow_replays: true });
  await deliver(client, { n: 1 }, id("one"));
  const second = await deliver(client, { n: 1 }, id("two"));
  expect(second).toMatchObject({ status: "accepted" });
  expect(second.execution_ids).toHaveLength(1);
  expect((await client.execution(second.execution_ids[0])).trigger_id).toBe(open_minded.id);
});

test("one event that a sender posts to two receivers is no replay", async () => {
  await using opened = await open();
  const { client } = opened;
  const a = await webhook(client, { secret: "secret of the first" });
  const b = await webhook(client, { secret: "secret of the second" });
  const to = (trigger: { id: string }, secret: string, given: string) =>
    deliver(client, { n: 1 }, { path: `/api/webhooks/${trigger.id}`, secret, ...id(given) });
  expect(await to(a, "secret of the first", "hook-1")).toMatchObject(accepted);
  expect(await to(b, "secret of the second", "hook-2")).toMatchObject(accepted);
  // Some senders give all receivers the same id.
  expect(
    await deliver(client, { n: 2 }, { path: `/api/webhooks/${a.id}`, secret: "secret of the first", ...id("x") }),
  ).toMatchObject(accepted);
  expect(
    await deliver(client, { n: 2 }, { path: `/api/webhooks/${b.id}`, secret: "secret of the second", ...id("x") }),
  ).toMatchObject(accepted);
});

test("one sender's ids are not another's, though both deliver to the receiver of all", async () => {
  await using opened = await open();
  const { client } = opened;
  const a = await webhook(client, { secret: "secret of the first" });
  const b = await webhook(client, { secret: "secret of the second" });
  const first = await deliver(client, { n: 1 }, { secret: "secret of the first", ...id("one") });
  const other = await deliver(client, { n: 1 }, { secret: "secret of the second", ...id("one") });
  const started = [first, other].map(({ execution_ids }) => client.execution(execution_ids[0]));
  expect([first.status, other.status]).toEqual(["accepted", "accepted"]);
  expect((await Promise.all(started)).map(({ trigger_id }) => trigger_id)).toEqual([a.id, b.id]);
  expect(await deliver(client, { n: 1 }, { secret: "secret of the second", ...id("one") })).toEqual(duplicateOf(other));
});

test("what one receiver took cannot be replayed at the other", async () => {
  await using opened = await open();
  const { client } = opened;
  const trigger = await webhook(client);
  await deliver(client, { n: 1 }, id("one"));
  const again = await deliver(client, { n: 1 }, { path: `/api/webhooks/${trigger.id}`, ...id("one") });
  expect(again).toMatchObject({ status: "suspected_replay", execution_ids: [] });
});

test("a new id that is signed is believed", async () => {
  await using opened = await open();
  const { client, clock } = opened;
  const trigger = await webhook(client);
  const send = (given: string, path = "/") => {
    const at = Math.floor(clock.now() / 1_000);
    const signature = signStandard("a secret of a test", given, at, Buffer.from('{"n":1}'));
    const headers = { "webhook-id": given, "webhook-timestamp": String(at), "webhook-signature": signature };
    return deliver(client, { n: 1 }, { secret: "", headers, path });
  };
  const first = await send("msg_1");
  expect(await send("msg_2")).toMatchObject(accepted);
  expect(await send("msg_1")).toEqual(duplicateOf(first));
  expect(await send("msg_2", `/api/webhooks/${trigger.id}`)).toMatchObject({ status: "suspected_replay" });
});

test("nobody's word is taken for an id: unsigned deliveries are not deduplicated", async () => {
  await using opened = await open();
  const { client } = opened;
  await webhook(client, { unsigned: true });
  const unsigned = { secret: "", ...id("one") };
  expect(await deliver(client, {}, unsigned)).toMatchObject(accepted);
  expect(await deliver(client, {}, unsigned)).toMatchObject(accepted);
});

test.each([
  ["nothing", ""],
  ["more than 200 characters", "x".repeat(201)],
  ["what is no ASCII", "\u00e9"],
])("an id of %s is refused", async (_, bad) => {
  await using opened = await open();
  await webhook(opened.client);
  const problem = await deliver(opened.client, {}, id(bad), 400);
  expect(problem.errors).toEqual([
    { path: "headers.Idempotency-Key", message: expect.stringContaining("printable ASCII") },
  ]);
});
