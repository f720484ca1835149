import { expect, test } from "bun:test";
import { Client } from "~/testing/client.ts";
import { openTest } from "~/testing/server.ts";
import { follow } from "~/testing/stream-stage.ts";
import { until } from "~/testing/until.ts";
import { ENDS } from "./changes.ts";
import { TOPICS, WATCHED } from "./topics.ts";

type App = Awaited<ReturnType<typeof openTest>>;

const events = async ({ client }: Pick<App, "client">, query = "") => {
  const seen = follow(await client.fetch(`/admin/events${query}`));
  await until("the stream is open", () => seen.text().includes("event: status"));
  return seen;
};
const seqOf = (text: string) => Number(/"seq":(\d+)/.exec(text)?.[1]);

test("what anybody writes is told by its topic and id; of keys and the audit log admins alone hear", async () => {
  await using app = await openTest();
  const { key } = await app.client.call("POST", "/admin/keys", { name: "reader", scopes: ["read"] }, 201);
  const [all, some] = [await events(app), await events({ client: new Client(app.client.url, key) })];
  const snippet = await app.client.call("POST", "/admin/snippets", { name: "tone", text: "Be brief." }, 201);
  await until("both are told", () => all.text().includes(snippet.id) && some.text().includes(snippet.id));
  expect(all.text()).toContain(`"snippets":["${snippet.id}"],"audit":["aud-`);
  await app.client.call("POST", "/admin/keys", { name: "another", scopes: ["read"] }, 201);
  await app.client.trigger();
  await until("the trigger is told", () => some.text().includes("triggers"));
  expect(all.text()).toContain('"keys":["key-');
  expect(some.text()).not.toMatch(/"(keys|audit)"/);
});

test("it remembers the last ten thousand changes, whether anybody reads or not, and finds their ends at once", async () => {
  await using app = await openTest();
  const { sqlite } = app.ctx.db;
  const { id } = await app.client.trigger();
  const seen = await events(app);
  const seq = seqOf(seen.text());
  await seen.cancel();
  const touch = sqlite.query("UPDATE triggers SET name = name WHERE id = ?");
  for (let i = 0; i < 12_000; i++) touch.run(id);
  const count = sqlite.query<{ n: number }, []>("SELECT count(*) AS n FROM changes").get()?.n ?? 0;
  expect(count).toBeLessThanOrEqual(11_000);
  const stale = await events(app, `?after=${seq}`);
  await until("the reset", () => stale.text().includes("event: reset"));
  expect(sqlite.query("PRAGMA temp_store").get()).toEqual({ temp_store: 2 });
  expect(JSON.stringify(sqlite.query(`EXPLAIN QUERY PLAN ${ENDS}`).all())).not.toContain('SCAN changes"');
});

test("a stream token opens it, and an execution that is gone ends nobody's stream", async () => {
  await using app = await openTest();
  const { url } = await app.client.call("POST", "/admin/stream-tokens", { path: "/admin/events" }, 201);
  const bare = follow(await fetch(app.client.url + url));
  await until("the stream is open", () => bare.text().includes("event: status"));
  const seen = await events(app, `?logs=${app.ctx.newId("execution")}.0`);
  await app.client.trigger();
  await until("a change is told", () => seen.text().includes("triggers"));
  await bare.cancel();
});

test("an execution is told when its status changes and not with every line, and its log comes by its cursor", async () => {
  await using app = await openTest();
  const first = await app.client.start(["seq", "3"]);
  await app.client.finished(first);
  const seen = await events(app, `?logs=${first}.2`);
  await until("the log has ended", () => seen.text().includes("event: complete"));
  const logged = seen.text().match(/event: log\ndata: .*/g) ?? [];
  expect(logged).toEqual([expect.stringContaining(`{"execution_id":"${first}","seq":3,`)]);
  const second = await app.client.start(["sh", "-c", "for i in $(seq 200); do echo $i; sleep 0.001; done"]);
  await until("its end is told", () => seen.text().lastIndexOf(second) > 0);
  await app.client.finished(second);
  const { last_seq } = await app.client.execution(second);
  expect([last_seq, seen.ended]).toEqual([200, false]);
  expect(seen.text().match(/event: changed/g)?.length).toBeLessThan(15);
});

test("a cursor goes on where it was; one of another life of the server is told to ask for everything", async () => {
  await using app = await openTest();
  const before = await events(app);
  const seq = seqOf(before.text());
  await before.cancel();
  await app.client.trigger();
  const after = await events(app, `?after=${seq}`);
  await until("what happened meanwhile", () => /"triggers":\["trig-/.test(after.text()));
  expect(after.text()).not.toContain("event: reset");
  const stale = await events(app, `?after=${seq - 1_000_000}`);
  await until("the reset", () => stale.text().includes("event: reset"));
});

test.each([
  ["?topics=weather", "topics"],
  ["?logs=exec-1.x", "logs"],
  [`?logs=${Array(21).fill("exec-00000000000000000000.0").join(",")}`, "at most 20"],
])("%s is refused in words", async (query, word) => {
  await using app = await openTest();
  const answer = await app.client.fetch(`/admin/events${query}`);
  expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining(word)]);
});

test("every topic is watched, and every watched table tells of one", () => {
  expect(new Set(WATCHED.map(({ topic }) => topic))).toEqual(new Set(TOPICS));
});
