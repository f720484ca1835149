import { afterAll, beforeAll, expect, test } from "bun:test";
import { until } from "~/testing/until.ts";
import {
  type App,
  edge,
  ended,
  give,
  nodeOf,
  openTest,
  published,
  ran,
  shell,
  stands,
  started,
  statuses,
} from "./testing.ts";

let app: App;
beforeAll(async () => {
  app = await openTest();
});
afterAll(() => app[Symbol.asyncDispose]());

test("a value goes from node to node, and the last one's is the run's", async () => {
  const run = await ran(
    app,
    {
      nodes: [give("greet", "Hello {input.name}"), shell("loud", "grep -o 'Hello [a-z]*' | head -1 | tr a-z A-Z")],
      edges: [edge("greet", "loud")],
    },
    { name: "ada" },
  );
  expect(run).toMatchObject({ status: "succeeded", output: "HELLO ADA" });
  expect(nodeOf(run, "loud")).toMatchObject({ status: "succeeded", text: "HELLO ADA", attempt: 1 });
});

test("W1 W2: only the way that a condition takes is gone, and a join behind it runs", async () => {
  const filter = { path: "input.size", op: "gt", value: 10 };
  const graph = {
    nodes: [{ id: "large", kind: "condition", filter }, give("yes", "yes"), give("no", "no"), give("join", "{input}")],
    edges: [edge("large", "yes", "true"), edge("large", "no", "false"), edge("yes", "join"), edge("no", "join")],
  };
  const run = await ran(app, graph, { size: 3 });
  expect(statuses(run)).toEqual({ large: "succeeded", yes: "skipped", no: "succeeded", join: "succeeded" });
  expect(nodeOf(run, "yes").detail).toMatch(/no way led/i);
});

test("W17: a condition over a value that is missing fails with its path, and goes neither way", async () => {
  const graph = {
    nodes: [
      { id: "ask", kind: "condition", filter: { path: "input.size", op: "lt", value: 1 } },
      give("yes", 1),
      give("no", 2),
    ],
    edges: [edge("ask", "yes", "true"), edge("ask", "no", "false")],
  };
  const run = await ran(app, graph, {});
  expect(run).toMatchObject({ status: "failed", reason: "node_failed", detail: expect.stringContaining("input.size") });
  expect(statuses(run)).toEqual({ ask: "failed", yes: "skipped", no: "skipped" });
});

test("W3: siblings run at once", async () => {
  const run = await ran(app, { nodes: ["a", "b", "c"].map((id) => shell(id, "sleep 1")) });
  expect(run.status).toBe("succeeded");
  const [began, over] = [
    Math.max(...run.nodes.map((node: { started_at: string }) => Date.parse(node.started_at))),
    Math.min(...run.nodes.map((node: { ended_at: string }) => Date.parse(node.ended_at))),
  ];
  expect(began).toBeLessThan(over);
});

test("W4: a failure that nothing provides for is the run's; other branches end, and every node has one last row", async () => {
  const run = await ran(app, {
    nodes: [shell("bad", "echo no >&2; exit 3"), give("after", 1), shell("other", "echo fine"), give("last", 2)],
    edges: [edge("bad", "after"), edge("other", "last")],
  });
  expect(run).toMatchObject({
    status: "failed",
    detail: expect.stringMatching(/^bad failed: .*exited with code 3: no/),
  });
  expect(statuses(run)).toEqual({ bad: "failed", after: "skipped", other: "succeeded", last: "succeeded" });
});

test.each([
  ["a way leads on from it", {}, "failure"],
  ["it is optional", { optional: true }, "success"],
])("a failure is provided for when %s", async (_, fields, when) => {
  const run = await ran(app, {
    nodes: [shell("bad", "exit 1", fields), give("mend", "mended")],
    edges: [edge("bad", "mend", when)],
  });
  expect(run).toMatchObject({ status: "succeeded", reason: "with_errors", output: "mended" });
});

test("W5: a run whose nodes have all failed has not succeeded, whatever was optional", async () => {
  const run = await ran(app, { nodes: [shell("bad", "exit 1", { optional: true })] });
  expect(run.status).toBe("failed");
});

test("a failure is tried again as often as it may, and a timeout is not", async () => {
  const retry = { most: 2, delay_secs: 1, growth: "fixed" };
  const count = `echo x >> count; [ "$(wc -l < count)" -ge 3 ]`;
  const run = await ran(app, {
    nodes: [shell("third", count, { retry }), shell("slow", "sleep 60", { retry, timeout_secs: 1, optional: true })],
  });
  expect(nodeOf(run, "third")).toMatchObject({ status: "succeeded", attempt: 3 });
  expect(nodeOf(run, "slow")).toMatchObject({ status: "timed_out", attempt: 1 });
}, 30_000);

test("W6: a run past its timeout ends with its processes", async () => {
  const run = await ran(app, { nodes: [shell("slow", "sleep 61.7")], timeout_secs: 1 });
  expect(run).toMatchObject({ status: "timed_out", reason: "timeout" });
  expect(statuses(run)).toEqual({ slow: "timed_out" });
  expect(Date.parse(run.ended_at) - Date.parse(run.started_at)).toBeLessThan(1_300);
  await until("its processes to be gone", () => !Bun.spawnSync(["pgrep", "-f", "sleep 61.7"]).success);
});

test("W8: a cancelled run is cancelled at once, what had not begun is skipped, and nothing is left of it", async () => {
  const id = await published(app, {
    nodes: [shell("slow", "sleep 62.7"), give("after", 1)],
    edges: [edge("slow", "after")],
  });
  const run_id = await started(app, id);
  await stands(app, run_id, "slow", "running");
  await app.client.call("POST", `/admin/runs/${run_id}/cancel`);
  const run = await app.client.call("GET", `/admin/runs/${run_id}`);
  expect(run).toMatchObject({ status: "cancelled", reason: "user" });
  expect(statuses(run)).toEqual({ slow: "cancelled", after: "skipped" });
  await until("its processes to be gone", () => !Bun.spawnSync(["pgrep", "-f", "sleep 62.7"]).success);
  expect(await app.client.call("POST", `/admin/runs/${run_id}/cancel`, undefined, 409)).toMatchObject({
    code: "finished",
  });
});

test("a map does the same for each item, several at once, and gathers in order", async () => {
  const each = shell(
    "one",
    `sleep 0.$((RANDOM % 3)) 2>/dev/null; tr -d '\\n' | sed 's/.*"item":"\\([a-z]*\\)".*/\\1!/'`,
  );
  const run = await ran(
    app,
    {
      nodes: [{ id: "all", kind: "map", over: "input.names", each, max_parallel: 2 }, give("sum", "{nodes.all.data}")],
      edges: [edge("all", "sum")],
    },
    { names: ["ada", "bob", "cyd"] },
  );
  expect(run).toMatchObject({ status: "succeeded", output: ["ada!", "bob!", "cyd!"] });
  expect(nodeOf(run, "all", 2)).toMatchObject({ status: "succeeded", text: "cyd!" });
});

test("a map of a list that is empty is done; of no list it fails", async () => {
  const map = { id: "all", kind: "map", over: "input", each: give("one", "{item}") };
  expect(await ran(app, { nodes: [map] }, [])).toMatchObject({ status: "succeeded", output: [] });
  expect(await ran(app, { nodes: [map] }, "text")).toMatchObject({
    status: "failed",
    detail: "all failed: input is no list.",
  });
});

test("another workflow runs as a node, and is cancelled with it", async () => {
  const inner = await published(app, { nodes: [give("twice", ["{input.x}", "{input.x}"])] });
  const outer = { nodes: [{ id: "call", kind: "workflow", workflow_id: inner, input: { x: "{input}" } }] };
  expect(await ran(app, outer, 7)).toMatchObject({ status: "succeeded", output: [7, 7] });
  const slow = await published(app, { nodes: [shell("slow", "sleep 60")] });
  const run_id = await started(
    app,
    await published(app, { nodes: [{ id: "call", kind: "workflow", workflow_id: slow }] }),
  );
  const { child_run_id } = nodeOf(await stands(app, run_id, "call", "running"), "call");
  await stands(app, child_run_id, "slow", "running");
  await app.client.call("POST", `/admin/runs/${run_id}/cancel`);
  expect(await ended(app, child_run_id)).toMatchObject({ status: "cancelled" });
});

test("W15: a decision is final, and no retry asks again", async () => {
  const graph = {
    nodes: [{ id: "ok", kind: "approval", question: "Ship {input}?" }, give("ship", "shipped")],
    edges: [edge("ok", "ship")],
  };
  const id = await published(app, graph);
  const decide = (run_id: string, approve: boolean, status = 200) =>
    app.client.call("POST", `/admin/runs/${run_id}/nodes/ok/decision`, { approve }, status);
  const yes = await started(app, id, "1.0");
  expect(nodeOf(await stands(app, yes, "ok", "waiting"), "ok").text).toBe("Ship 1.0?");
  await decide(yes, true);
  expect(await ended(app, yes)).toMatchObject({ status: "succeeded", output: "shipped" });
  expect(await decide(yes, false, 409)).toMatchObject({ code: "decided" });
  const no = await started(app, id, "2.0");
  await stands(app, no, "ok", "waiting");
  await decide(no, false);
  const run = await ended(app, no);
  expect(run).toMatchObject({ status: "failed", detail: "ok failed: A person said no." });
  expect(statuses(run)).toEqual({ ok: "failed", ship: "skipped" });
});

test("what a failed run has done is kept when it is run again", async () => {
  const graph = {
    nodes: [
      shell("once", "echo x >> ../once-count; wc -l < ../once-count"),
      shell("gate", "[ -e ../gate-open ]"),
      give("last", "{nodes.once.data}"),
    ],
    edges: [edge("once", "gate"), edge("gate", "last")],
  };
  const id = await published(app, graph);
  const first = await ended(app, await started(app, id));
  expect(statuses(first)).toEqual({ once: "succeeded", gate: "failed", last: "skipped" });
  await Bun.write(`${app.data_dir}/workspaces/gate-open`, "");
  const { run_id } = await app.client.call("POST", `/admin/runs/${first.id}/rerun`, {});
  expect(await ended(app, run_id)).toMatchObject({ status: "succeeded", output: 1, rerun_of: first.id });
});

test.each([
  ["skip", 409],
  ["queue", 202],
])("of a workflow with one run at once the next is dealt with as its overlap %s says", async (overlap, status) => {
  const id = await published(
    app,
    { nodes: [shell("wait", "until [ -e go ]; do sleep 0.05; done")] },
    { max_runs: 1, overlap },
  );
  const first = await started(app, id);
  await stands(app, first, "wait", "running");
  const answer = await app.client.call("POST", `/admin/workflows/${id}/runs`, {}, status);
  await Bun.write(`${app.data_dir}/workspaces/${first}/go`, "");
  await ended(app, first);
  if (status !== 202) return expect(answer).toMatchObject({ code: "overlap_skipped" });
  await stands(app, answer.run_id, "wait", "running");
  await app.client.call("POST", `/admin/runs/${answer.run_id}/cancel`);
});
