import { afterAll, beforeAll, expect, test } from "bun:test";
import { openTest } from "~/testing/server.ts";
import { until } from "~/testing/until.ts";

const HANG = ["sleep", "600"];
const STATUS = { status: "running" };

let app: Awaited<ReturnType<typeof openTest>>;
beforeAll(async () => {
  app = await openTest();
});
afterAll(() => app[Symbol.asyncDispose]());

async function running(id: string) {
  await until(`${id} to run`, async () => (await app.client.execution(id)).status === "running");
  return id;
}

test("an execution tells everything about itself", async () => {
  const { client } = app;
  const id = await client.start(["sh", "-c", "cat; exit 3"], { timeout_secs: 60, working_dir: app.data_dir }, "hello");
  const shown = await client.finished(id);
  const instant = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  expect(shown).toEqual({
    ...{ id, trigger_id: expect.stringMatching(/^trig-/), delivery_id: null, fire_id: null, retry_of: null },
    ...{ origin: "manual", request_id: expect.stringMatching(/^req-/), backend: "command", model: null },
    trace_id: expect.stringMatching(/^[0-9a-f]{32}$/),
    ...{ permissions: "edit", allowed_tools: null, backend_config: { command: ["sh", "-c", "cat; exit 3"] } },
    ...{ status: "failed", reason: "exit_nonzero", detail: "The command exited with code 3.", exit_code: 3 },
    ...{ last_seq: 1, dropped_lines: 0, prompt: "hello", result: null, working_dir: app.data_dir, timeout_ms: 60_000 },
    ...{ created_at: instant, started_at: instant, ended_at: instant, duration_ms: expect.any(Number) },
    ...{ continues: null, fork: false, not_before: null, held: null, priority: 0, cost_usd: null, stop_reason: null },
    ...{ files_changed: null, insertions: null, deletions: null },
    ...{
      asked_budget: null,
      waived_budgets: [],
      hops: 0,
      group_id: null,
      tags: [],
      pinned: false,
      project_id: null,
      ref: null,
    },
    ...{ outcome: null, outcome_error: null, allowed_actions: [], template_revision: 1 },
    chain: {
      entries: [{ backend: "command", account: "any", model: null }],
      ...{ on_usage_limit: "hold", rotate_accounts: false },
      on_error: { kind: "retry", retries: 3, backoff_ms: 5_000, on: "transient" },
    },
    attempts: [
      {
        ...{
          account_id: expect.stringMatching(/^acct-/),
          model: null,
          peak_memory_bytes: shown.attempts[0].peak_memory_bytes,
        },
        usage: expect.objectContaining({ number: 1, total_tokens: 0, cost_usd: null, incomplete: false }),
        ...{ number: 1, backend: "command", status: "failed", reason: "exit_nonzero", exit_code: 3, signal: null },
        ...{ detail: "The command exited with code 3.", session_id: null, started_at: instant, ended_at: instant },
      },
    ],
  });
  expect(shown.duration_ms).toBe(Date.parse(shown.ended_at) - Date.parse(shown.started_at));
  expect(shown.created_at <= shown.started_at && shown.started_at <= shown.ended_at).toBe(true);
});

test("the list pages, newest first, and is narrowed by status and trigger", async () => {
  await using app = await openTest();
  const { client } = app;
  const { id: trigger_id } = await client.trigger();
  const ids: string[] = [];
  for (let i = 0; i < 5; i++) {
    const { execution_id } = await client.call("POST", `/admin/triggers/${trigger_id}/run`, { message: "x" });
    ids.unshift(execution_id);
    await client.finished(execution_id);
  }
  const failed = await client.start(["false"]);
  await client.finished(failed);
  const list = async (query: string) => {
    const { executions, next_cursor } = await client.call("GET", `/admin/executions?${query}`);
    return { ids: executions.map(({ id }: { id: string }) => id), next_cursor };
  };
  expect(await list("")).toEqual({ ids: [failed, ...ids], next_cursor: null });
  const first = await list("limit=4");
  expect(first).toEqual({ ids: [failed, ...ids.slice(0, 3)], next_cursor: ids[2] });
  expect(await list(`limit=4&cursor=${first.next_cursor}`)).toEqual({ ids: ids.slice(3), next_cursor: null });
  expect((await list("status=failed")).ids).toEqual([failed]);
  expect((await list(`trigger_id=${trigger_id}&status=succeeded&limit=5`)).ids).toEqual(ids);
  expect((await list(`trigger_id=${trigger_id}&status=failed`)).ids).toEqual([]);
  const [row] = (await client.call("GET", "/admin/executions?limit=1")).executions;
  // A list does not carry what may have a megabyte.
  for (const field of ["prompt", "result", "attempts"]) expect(row).not.toHaveProperty(field);
});

const badLists = [
  ...["limit=0", "limit=201", "limit=x", "limit=1.5", "status=done", "trigger_id=1", "trigger_id=exec-1"],
  ...["colour=red", "cursor=".padEnd(80, "x")],
];
test.each(badLists)("a list of ?%s is refused, and the field is named", async (query) => {
  const problem = await app.client.call("GET", `/admin/executions?${query}`, undefined, 400);
  const [error] = problem.errors;
  expect(`${error.path} ${error.message}`).toContain(query.split("=")[0] ?? "");
});

test("lines come after a cursor, and the last page leaves it where it stands", async () => {
  const { client } = app;
  const id = await client.start(["sh", "-c", "seq 1 7"]);
  await client.finished(id);
  const page = (query: string) => client.call("GET", `/admin/executions/${id}/lines?${query}`);
  const first = await page("limit=3");
  expect(first.next_after).toBe(3);
  expect(first.lines[0]).toEqual({ seq: 1, attempt: 1, offset_ms: expect.any(Number), stream: "stdout", text: "1" });
  const seqs = ({ lines }: { lines: { seq: number }[] }) => lines.map(({ seq }) => seq);
  expect(seqs(first)).toEqual([1, 2, 3]);
  const rest = await page("after=3");
  expect([seqs(rest), rest.next_after]).toEqual([[4, 5, 6, 7], 7]);
  expect(await page("after=7")).toEqual({ lines: [], next_after: 7, last_seq: 7, missing: null });
  expect(await page("after=99")).toEqual({ lines: [], next_after: 99, last_seq: 7, missing: null });
  for (const query of ["after=-1", "after=x", "limit=0", "limit=10001", "from=1"])
    await client.call("GET", `/admin/executions/${id}/lines?${query}`, undefined, 400);
  expect((await page("limit=10000")).lines).toHaveLength(7);
});

test("the log is the output as text, of all streams in the order it came", async () => {
  const { client } = app;
  const id = await client.start(["sh", "-c", "echo out; echo 'é' >&2; printf 'no end'"]);
  await client.finished(id);
  const response = await client.fetch(`/admin/executions/${id}/log`);
  expect(response.headers.get("Content-Type")).toBe("text/plain; charset=utf-8");
  expect(response.headers.get("Content-Disposition")).toBe(`inline; filename="${id}.log"`);
  expect((await response.text()).split("\n").sort()).toEqual(["", "no end", "out", "é"]);
});

test("the stream tells every line and how it ended, and a reader who has all is told so", async () => {
  const { client } = app;
  const id = await client.start(["sh", "-c", "seq 1 3"]);
  const path = `/admin/executions/${id}/stream`;
  const events = (text: string) =>
    text.split("\n\n").flatMap((block) => {
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(block)?.[1];
      return field("event") ? [{ event: field("event"), id: field("id"), data: JSON.parse(field("data") ?? "") }] : [];
    });
  const told = events(await (await client.fetch(path)).text());
  const finished = await client.execution(id);
  expect(told.filter(({ event }) => event === "log").map(({ id, data }) => [id, data.text])).toEqual([
    ["1", "1"],
    ["2", "2"],
    ["3", "3"],
  ]);
  const complete = told.at(-1);
  expect(complete).toMatchObject({ event: "complete", id: "3.end", data: { id, status: "succeeded", exit_code: 0 } });
  expect(complete?.data).toEqual(Object.fromEntries(Object.keys(complete?.data).map((key) => [key, finished[key]])));
  for (const status of told.filter(({ event }) => event === "status")) expect(status.id).toBeUndefined();
  const late = events(await (await client.fetch(`${path}?after=2`)).text());
  expect(late.map(({ event }) => event).filter((event) => event !== "status")).toEqual(["log", "complete"]);
  const lastEvent = (value: string) => client.fetch(`${path}?after=0`, { headers: { "Last-Event-ID": value } });
  expect(events(await (await lastEvent("3")).text()).map(({ event }) => event)).not.toContain("log");
  expect((await lastEvent("3.end")).status).toBe(204);
});

test("what runs is cancelled, twice is no mistake, and what has ended is a conflict", async () => {
  const { client } = app;
  const id = await running(await client.start(["sh", "-c", "trap '' TERM; echo ready; while :; do sleep 0.1; done"]));
  await until("its trap", async () => (await client.execution(id)).last_seq > 0);
  const cancel = (status = 202) => client.call("POST", `/admin/executions/${id}/cancel`, undefined, status);
  expect(await cancel()).toMatchObject({ id, ...STATUS });
  expect(await cancel()).toMatchObject({ id, ...STATUS });
  process.kill(
    app.ctx.db.orm.query.attempts.findFirst({ where: (row, { eq }) => eq(row.execution_id, id) }).sync()?.pid ?? 0,
    "SIGKILL",
  );
  const ended = await client.finished(id);
  expect(ended).toMatchObject({ status: "cancelled", reason: "user", detail: "Cancelled by a person." });
  expect(await cancel(409)).toMatchObject({ code: "finished", detail: "The execution is cancelled already." });
  expect(await client.lines(id, "system")).toContain("[sending SIGTERM]");
}, 20_000);

test("what waits is cancelled at once and never runs", async () => {
  await using app = await openTest({ MAX_CONCURRENT_EXECUTIONS: "1" });
  const { client } = app;
  const blocker = await client.start(HANG);
  const id = await client.start(["touch", `${app.data_dir}/ran`]);
  expect(await client.call("POST", `/admin/executions/${id}/cancel`)).toMatchObject({
    status: "cancelled",
    reason: "user",
  });
  await client.call("POST", `/admin/executions/${blocker}/cancel`);
  await client.finished(blocker);
  expect(await client.finished(id)).toMatchObject({
    status: "cancelled",
    attempts: [],
    started_at: null,
    duration_ms: null,
  });
  expect(await Bun.file(`${app.data_dir}/ran`).exists()).toBe(false);
  await client.call("POST", `/admin/executions/${id}/cancel`, undefined, 409);
}, 20_000);

test("a retry is a new execution with the same inputs, linked; what is live cannot be retried", async () => {
  const { client } = app;
  const live = await running(await client.start(HANG));
  expect(await client.call("POST", `/admin/executions/${live}/retry`, undefined, 409)).toMatchObject({ code: "live" });
  await client.call("POST", `/admin/executions/${live}/cancel`);
  await client.finished(live);

  const id = await client.start(["sh", "-c", "cat; exit 4"], { timeout_secs: 77 }, "do it");
  const first = await client.finished(id);
  // What it was asked is in its row: the trigger may be gone by now.
  await client.call("DELETE", `/admin/triggers/${first.trigger_id}`, undefined, 204);
  const { execution_id } = await client.call("POST", `/admin/executions/${id}/retry`);
  expect(execution_id).not.toBe(id);
  const second = await client.finished(execution_id);
  const { trigger_id, prompt, working_dir, backend_config, timeout_ms, permissions, status, exit_code } = first;
  expect(second).toMatchObject({
    trigger_id,
    prompt,
    working_dir,
    backend_config,
    timeout_ms,
    permissions,
    status,
    exit_code,
  });
  expect(second).toMatchObject({ retry_of: id, origin: "retry" });
  expect(second.request_id).not.toBe(first.request_id);
  expect(await client.execution(id)).toEqual(first);
}, 20_000);

test.each([
  ["GET", ""],
  ["GET", "/lines"],
  ["GET", "/log"],
  ["GET", "/stream"],
  ["POST", "/cancel"],
  ["POST", "/retry"],
])("%s %s of what is not there is 404, and of what is no id 400", async (method, path) => {
  const at = (id: string, status: number) =>
    app.client.call(method, `/admin/executions/${id}${path}`, undefined, status);
  expect(await at("exec-00000000000000000000", 404)).toMatchObject({ code: "not_found" });
  expect(await at("trig-00000000000000000000", 400)).toMatchObject({ code: "invalid" });
});
