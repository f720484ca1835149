import { expect, test } from "bun:test";
import { fakeClock } from "~/kit/clock.ts";
import { deliver, post, SECRET, webhook } from "~/testing/deliver.ts";
import { jumpingClock } from "~/testing/jumping-clock.ts";
import { openTest } from "~/testing/server.ts";
import { signStandard } from "./signature.ts";

const DAY_MS = 24 * 60 * 60_000;
const count = (statuses: number[]) =>
  Object.fromEntries(
    Map.groupBy(statuses, (one) => one)
      .entries()
      .map(([s, all]) => [s, all.length]),
  );

test("a secret is changed under load without one rejection", async () => {
  await using app = await openTest();
  const { client } = app;
  const { id } = await webhook(client, { filter: { path: "x", op: "exists", value: true } });
  let secret = SECRET;
  const sending: Promise<number>[] = [];
  const send = (n: number) =>
    sending.push(post(client, JSON.stringify({ n }), { secret }).then(({ status }) => status));
  for (let n = 0; n < 100; n++) send(n);
  const rotated = client.call("POST", `/admin/triggers/${id}/secret/rotate`, {}, 200);
  for (let n = 100; n < 200; n++) send(n);
  const made: string = (await rotated).source.secret;
  for (let n = 200; n < 300; n++) send(n);
  secret = made;
  for (let n = 300; n < 400; n++) send(n);
  expect(count(await Promise.all(sending))).toEqual({ 202: 400 });
});

test("the old secret is taken until its overlap ends, and the new one shown once", async () => {
  const clock = jumpingClock(fakeClock());
  await using app = await openTest({}, { clock });
  const { client } = app;
  const { id } = await webhook(client);
  const path = `/admin/triggers/${id}`;
  const { source } = await client.call("POST", `${path}/secret/rotate`, {}, 200);
  const made: string = source.secret;
  expect(made).toHaveLength(32);
  const previous_secret_until = clock.iso(clock.now() + DAY_MS);
  expect(source).toMatchObject({ secret_set: true, previous_secret_until });
  expect((await client.call("GET", path)).source).toEqual({
    kind: "webhook",
    unsigned: false,
    secret_set: true,
    previous_secret_until,
  });
  // The promise to who still has the old one holds.
  await client.call("POST", `${path}/secret/rotate`, {}, 409);
  clock.jump(DAY_MS - 1);
  await deliver(client, { n: 1 });
  await deliver(client, { n: 2 }, { secret: made });
  clock.jump(1);
  await deliver(client, { n: 3 }, {}, 401);
  await deliver(client, { n: 4 }, { secret: made });
  const given = { secret: "one of my own", overlap_secs: 0 };
  const own = await client.call("POST", `${path}/secret/rotate`, given, 200);
  expect(own.source).toEqual({ kind: "webhook", unsigned: false, secret_set: true });
  await deliver(client, { n: 5 }, { secret: made }, 401);
  await deliver(client, { n: 6 }, { secret: "one of my own" });
  const log = app.ctx.db.sqlite.query("SELECT * FROM audit_log WHERE action = 'trigger.secret_rotated'").all();
  expect(log).toHaveLength(2);
  expect(JSON.stringify(log)).not.toContain(made);
});

test("what has no secret cannot be given another one", async () => {
  await using app = await openTest();
  const { id } = await app.client.trigger();
  const problem = await app.client.call("POST", `/admin/triggers/${id}/secret/rotate`, {}, 400);
  expect(problem.detail).toBe("Only a webhook trigger with a secret can be given another one.");
});

test("each trigger has its own tolerance of a sender's clock", async () => {
  await using app = await openTest();
  const { client, ctx } = app;
  await webhook(client, { tolerance_secs: 10, secret: "a strict trigger" });
  await webhook(client, { tolerance_secs: 3_600, secret: "a lenient trigger" });
  const send = async (secret: string, ago: number) => {
    const at = Math.floor(ctx.clock.now() / 1_000) - ago;
    const id = crypto.randomUUID();
    const signed = signStandard(secret, id, at, Buffer.from("{}"));
    const headers = { "webhook-id": id, "webhook-timestamp": String(at), "webhook-signature": signed };
    return (await post(client, "{}", { secret: "", headers })).status;
  };
  expect([await send("a strict trigger", 5), await send("a strict trigger", 20)]).toEqual([202, 401]);
  expect([await send("a lenient trigger", 3_000), await send("a lenient trigger", 4_000)]).toEqual([202, 401]);
});
