import { afterEach, beforeEach, expect, test } from "bun:test";
import { openStage, type Stage } from "./testing.ts";

const HOUR = 3_600_000;

interface Told {
  event: string;
  status: string;
  execution_id: string | null;
  digest_id: string | null;
  not_before: string | null;
  message: { title: string; sentence: string; digest: { count: number; titles: string[] } | null };
}

let stage: Stage;
let channel: string;
beforeEach(async () => {
  stage = await openStage();
  channel = (await stage.channel()).id;
});
afterEach(() => stage[Symbol.asyncDispose]());

const EVENTS = ["failure", "first_failure_after_success", "success_after_failure", "waiting", "budget"];
const rule = (fields: Record<string, unknown>) => stage.rule(channel, fields);
/** Everything the followers have to take in is taken in: an execution that all are told of comes last. */
async function told(): Promise<Told[]> {
  const { id } = await rule({ events: ["waiting"], tags: ["last"] });
  const last = stage.ends("waiting", { tags: ["last"] });
  await stage.settled("the last", async () => (await all()).some(({ execution_id }) => execution_id === last));
  await stage.client.call("DELETE", `/admin/notification-rules/${id}`, undefined, 204);
  return (await all()).filter(({ execution_id }) => execution_id !== last);
}
const all = (): Promise<Told[]> => stage.told();
const eventsOf = (all: Told[]) => all.map(({ event }) => event);
const received = (count: number) =>
  stage.settled(`${count} messages`, () => stage.receiver.received.length >= count && stage.receiver.received);

test("nothing is told that nobody asked for", async () => {
  stage.ends("failed");
  expect(await told()).toEqual([]);
});

test("a first failure and a recovery are each trigger's own", async () => {
  await rule({ events: ["first_failure_after_success", "success_after_failure"] });
  const [a, b] = [stage.trigger("a"), stage.trigger("b")];
  const one = (trigger_id: string, status: "succeeded" | "failed" | "cancelled" | "timed_out" | "interrupted") =>
    stage.ends(status, { trigger_id });
  one(a, "succeeded");
  const first = one(a, "failed");
  one(a, "timed_out");
  const other = one(b, "interrupted");
  one(a, "cancelled");
  one(a, "failed");
  const back = one(a, "succeeded");
  one(a, "succeeded");
  one(b, "failed");
  const again = one(a, "failed");
  const there = one(b, "succeeded");
  const found = await told();
  expect(found.map(({ execution_id, event }) => [execution_id, event])).toEqual([
    [first, "first_failure_after_success"],
    [other, "first_failure_after_success"],
    [back, "success_after_failure"],
    [again, "first_failure_after_success"],
    [there, "success_after_failure"],
  ]);
  expect(found[0]?.message.title).toBe("a has begun to fail");
  expect(found[2]?.message.title).toBe("a succeeds again");
});

test("a rule tells of one execution once, by the word that says most", async () => {
  await rule({ events: EVENTS });
  const trigger_id = stage.trigger("a");
  stage.ends("failed", { trigger_id });
  stage.ends("failed", { trigger_id });
  stage.budgetEvent("asked", stage.ends("waiting", { trigger_id }));
  stage.ends("succeeded", { trigger_id });
  expect(eventsOf(await told())).toEqual([
    "first_failure_after_success",
    "failure",
    "waiting",
    "success_after_failure",
  ]);
});

test("rules concern a trigger, a project, or tags", async () => {
  const [mine, other] = [stage.trigger("mine"), stage.trigger("other")];
  const project_id = stage.project("shop");
  const rules = [{ trigger_id: mine }, { project_id }, { tags: ["night", "prod"] }, {}];
  const ids: string[] = [];
  for (const fields of rules) ids.push((await rule(fields)).id);
  stage.ends("failed", { trigger_id: mine });
  stage.ends("failed", { trigger_id: other, project_id, tags: ["prod"] });
  stage.ends("failed", { trigger_id: other, tags: ["production"] });
  await told();
  const by = (await stage.told()).map(({ rule_id }: { rule_id: string }) => ids.indexOf(rule_id));
  expect(by.filter((index: number) => index >= 0)).toEqual([0, 3, 1, 2, 3, 3]);
});

test("a disabled rule and a disabled channel tell nothing", async () => {
  await rule({ enabled: false });
  const silent = await stage.channel();
  await stage.rule(silent.id, {});
  await stage.client.call("PATCH", `/admin/channels/${silent.id}`, { enabled: false }, 200);
  stage.ends("failed");
  expect(await told()).toEqual([]);
});

test("budgets are told of as they warn, refuse, stop and ask", async () => {
  await rule({ events: ["budget"] });
  const trigger_id = stage.trigger("a");
  for (const kind of ["warned", "refused", "stopped", "asked"] as const)
    stage.budgetEvent(kind, stage.ends("running", { trigger_id }));
  await stage.settled("all four", async () => (await all()).length === 4);
  expect((await all()).map(({ message }) => message.sentence)).toEqual([
    ...["It warned.", "It refused.", "It stopped.", "It asked."],
  ]);
});

test("what falls in quiet hours is told as one at their end", async () => {
  const { id } = await rule({ quiet_hours: { from: "11:30", to: "13:00", zone: "UTC" } });
  const trigger_id = stage.trigger("nightly");
  const ids = [1, 2, 3].map(() => stage.ends("failed", { trigger_id }));
  expect((await told()).map(({ status }) => status)).toEqual(["held", "held", "held"]);
  stage.clock.advance(HOUR - 1);
  expect((await all()).filter(({ status }) => status === "held").length).toBe(3);
  const before = stage.receiver.received.length;
  stage.clock.advance(1);
  await received(before + 1);
  const [digest] = (await all()).filter(({ event }) => event === "digest");
  expect(digest).toMatchObject({
    message: {
      ...{ title: "test: 3 notifications", sentence: "3 × failure:" },
      digest: { count: 3, titles: ids.map((one) => `nightly failed (${one})`) },
    },
  });
  const held = await stage.client.call("GET", `/admin/notifications?rule_id=${id}&status=digested`);
  expect(held.notifications.length).toBe(3);
  stage.clock.advance(24 * HOUR);
  expect(stage.receiver.received.length).toBe(before + 1);
});

test("one alone that was held is told as itself", async () => {
  await rule({ quiet_hours: { from: "11:30", to: "13:00", zone: "UTC" } });
  const id = stage.ends("failed");
  await told();
  stage.clock.advance(HOUR);
  await stage.settled("it", async () => (await all()).some((one) => one.execution_id === id && one.status === "sent"));
  expect(eventsOf(await all())).not.toContain("digest");
});

test("what is held is told at once when the quiet hours are taken away, and not when its rule is", async () => {
  const quiet_hours = { from: "11:30", to: "13:00", zone: "UTC" };
  const [kept, gone] = [await rule({ quiet_hours }), await rule({ quiet_hours })];
  stage.ends("failed");
  await told();
  await stage.client.call("PATCH", `/admin/notification-rules/${kept.id}`, { quiet_hours: null }, 200);
  await stage.client.call("DELETE", `/admin/notification-rules/${gone.id}`, undefined, 204);
  const statusOf = async (id: string) =>
    (await stage.client.call("GET", `/admin/notifications?rule_id=${id}`)).notifications[0].status;
  await stage.settled("it", async () => (await statusOf(kept.id)) === "sent");
  expect(await statusOf(gone.id)).toBe("failed");
});

test("no more than so many an hour: the rest is told as a count", async () => {
  const { id } = await rule({ max_per_hour: 2 });
  for (let i = 0; i < 30; i++) stage.ends("failed");
  const found = await told();
  expect(found.map(({ status }) => status === "held")).toEqual([false, false, ...Array(28).fill(true)]);
  stage.clock.advance(HOUR - 1);
  const ofRule = async () =>
    (await stage.client.call("GET", `/admin/notifications?rule_id=${id}&limit=200`)).notifications;
  expect((await ofRule()).length).toBe(30);
  stage.clock.advance(1);
  const digests = async () => (await ofRule()).filter(({ event }: Told) => event === "digest");
  await stage.settled("the digest", async () => (await digests()).length === 1);
  const [{ message }] = await digests();
  expect(message).toMatchObject({ sentence: "28 × failure; the first 20 of them:", digest: { count: 28 } });
  expect(message.digest.titles.length).toBe(20);
  // The digest is one of the two of this hour.
  stage.ends("failed");
  stage.ends("failed");
  await told();
  expect((await ofRule()).slice(0, 2).map(({ status }: Told) => status === "held")).toEqual([true, false]);
});

test("over a restart followers hear on, and what is held stays held", async () => {
  await rule({ events: ["failure"], quiet_hours: { from: "11:30", to: "13:00", zone: "UTC" } });
  stage.ends("failed");
  await told();
  const first = stage;
  await first.close();
  stage = await openStage({ AGENTED_DATA_DIR: first.data_dir });
  stage.ends("failed");
  await stage.settled("both", async () => (await all()).filter(({ status }) => status === "held").length === 2);
});

test.each<[string, Record<string, unknown>, string]>([
  ["channel_id", { channel_id: "chan-01kb3m6g000000000000" }, "channel_id"],
  ["trigger_id", { trigger_id: "trig-01kb3m6g000000000000" }, "trigger_id"],
  ["project_id", { project_id: "proj-01kb3m6g000000000000" }, "project_id"],
  ["events", { events: [] }, "events"],
  ["an event", { events: ["success"] }, "events.0"],
  ["quiet hours", { quiet_hours: { from: "1:00", to: "02:00", zone: "UTC" } }, "quiet_hours.from"],
  ["a number", { max_per_hour: 0 }, "max_per_hour"],
])("a wrong %s is refused by name", async (_, fields, path) => {
  const given = { name: "x", channel_id: channel, events: ["failure"], ...fields };
  const { errors } = await stage.client.call("POST", "/admin/notification-rules", given, 400);
  expect(errors[0].path).toBe(path);
});
