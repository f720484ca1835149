import { afterAll, beforeAll, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { fakeClock } from "~/kit/clock.ts";
import { until } from "~/testing/until.ts";
import { decide as decideIn } from "./runs.ts";
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

const call = (workflow_id: string, fields = {}) => ({ id: "call", kind: "workflow", workflow_id, ...fields });
const ask = (fields = {}) => ({ id: "ask", kind: "approval", question: "?", ...fields });
const decide = ({ client }: Pick<App, "client">, run_id: string, status = 200) =>
  client.call("POST", `/admin/runs/${run_id}/nodes/ask/decision`, { approve: true }, status);
const cancel = (run_id: string) => app.client.call("POST", `/admin/runs/${run_id}/cancel`);
const gone = (words: string) => !Bun.spawnSync(["pgrep", "-f", words]).success;

test("W7: of a node past its timeout no process is left, whoever has started it", async () => {
  const graph = { nodes: [shell("slow", "sleep 63.7 & sleep 63.7; wait", { timeout_secs: 1 })] };
  const run = await ran(app, graph);
  expect(nodeOf(run, "slow")).toMatchObject({ status: "timed_out", reason: "timeout" });
  expect(gone("sleep 63.7")).toBe(true);
});

test("W9: runs that start one another stop at the eleventh, and none of them goes on", async () => {
  let innermost = await published(app, { nodes: [give("end", "deep")] });
  const ids = [innermost];
  for (let i = 0; i < 11; i++) {
    innermost = await published(app, { nodes: [call(innermost)] });
    ids.push(innermost);
  }
  expect(await ended(app, await started(app, ids[10] as string))).toMatchObject({
    status: "succeeded",
    output: "deep",
  });
  expect(await ended(app, await started(app, innermost))).toMatchObject({
    status: "failed",
    detail: expect.stringContaining("More than 10 runs stand above one another."),
  });
  const { runs } = await app.client.call("GET", "/admin/runs?status=running");
  expect(runs).toEqual([]);
});

test("W10: a run that nobody foresaw ends as failed, with what it runs, and keeps no other waiting", async () => {
  const id = await published(app, {
    nodes: [ask(), shell("slow", "sleep 64.7"), give("end", 1)],
    edges: [edge("ask", "end", "always")],
  });
  const [broken, unreadable] = [await started(app, id), await started(app, id)];
  for (const run_id of [broken, unreadable]) await stands(app, run_id, "slow", "running");
  const spoil = (run_id: string, graph: string) =>
    app.ctx.db.sqlite.query("UPDATE runs SET graph = ? WHERE id = ?").run(graph, run_id);
  const { graph } = await app.client.call("GET", `/admin/runs/${broken}`);
  spoil(broken, JSON.stringify(graph).replaceAll('"kind":"transform"', '"kind":"what_was_once"'));
  spoil(unreadable, "{");
  app.ctx.db.sqlite
    .query("UPDATE run_nodes SET due_at = '2020-01-01T00:00:00.000Z' WHERE run_id = ? AND node_id = 'ask'")
    .run(unreadable);
  // It goes on to a node of a kind that is none.
  decideIn(app.ctx, broken, "ask", { approve: true, comment: null });
  expect(await ran(app, { nodes: [give("fine", 1)] })).toMatchObject({ status: "succeeded" });
  const state = (run_id: string) =>
    app.ctx.db.sqlite.query("SELECT status, reason FROM runs WHERE id = ?").get(run_id) as Record<string, string>;
  await until("both to have ended", () => [broken, unreadable].every((run_id) => state(run_id).status === "failed"));
  expect(state(unreadable).reason).toBe("internal");
  await until("its processes to be gone", () => gone("sleep 64.7"));
}, 30_000);

test.each([[[1, 2]], [3], ["text"], [false], [null]])("W13: the input %j arrives as it is", async (input) => {
  expect(await ran(app, { nodes: [give("took", "{input}")] }, input)).toMatchObject({ output: input });
});

test.each(["constructor", "__proto__", "toString", "a.length"])(
  "W14: of a value its own fields alone are there, and %s is none",
  async (path) => {
    const nodes = [give("a", { a: "text" }), give("b", `{nodes.a.data.${path}}`)];
    const graph = { nodes, edges: [edge("a", "b")] };
    const id = await app.client.call("POST", "/admin/workflows", { name: "t", graph }, 201);
    const response = await app.client.fetch(`/admin/workflows/${id.id}/versions`, { method: "POST" });
    if (path === "__proto__") return expect(response.status).toBe(400);
    const run = await ended(app, await started(app, id.id));
    expect(nodeOf(run, "b")).toMatchObject({
      status: "failed",
      detail: expect.stringContaining(`nodes.a.data.${path}`),
    });
  },
);

test("W16: a run is cancelled while it waits for a person, and nobody decides any more", async () => {
  const run_id = await started(
    app,
    await published(app, { nodes: [ask(), give("end", 1)], edges: [edge("ask", "end")] }),
  );
  await stands(app, run_id, "ask", "waiting");
  await cancel(run_id);
  expect(statuses(await ended(app, run_id))).toEqual({ ask: "cancelled", end: "skipped" });
  expect(await decide(app, run_id, 409)).toMatchObject({ code: "decided" });
});

test("W20: a run is cancelled while a node waits for its next try, which never comes", async () => {
  const retry = { most: 5, delay_secs: 3_600 };
  const run_id = await started(
    app,
    await published(app, { nodes: [shell("bad", "echo x >> tries; exit 1", { retry })] }),
  );
  await until("the first try to have failed", async () => {
    const { status, due_at } = nodeOf(await app.client.call("GET", `/admin/runs/${run_id}`), "bad") ?? {};
    return status === "queued" && due_at !== null;
  });
  await cancel(run_id);
  expect(await ended(app, run_id)).toMatchObject({ status: "cancelled" });
  expect(readFileSync(`${app.data_dir}/workspaces/${run_id}/tries`, "utf8")).toBe("x\n");
});

test("W20: a run past its timeout ends while a node waits for its next try", async () => {
  const retry = { most: 5, delay_secs: 3_600 };
  const run = await ran(app, { nodes: [shell("bad", "exit 1", { retry })], timeout_secs: 1 });
  expect(run).toMatchObject({ status: "timed_out" });
});

test("a question that has expired is decided by nobody, also before the server has seen to it", async () => {
  const run_id = await started(app, await published(app, { nodes: [ask({ expires_secs: 3_600 })] }));
  await stands(app, run_id, "ask", "waiting");
  app.ctx.db.sqlite.query("UPDATE run_nodes SET due_at = '2020-01-01T00:00:00.000Z' WHERE run_id = ?").run(run_id);
  expect(await decide(app, run_id, 409)).toMatchObject({ code: "expired" });
  app.ctx.bells.ring("workflow runs");
  expect(await ended(app, run_id)).toMatchObject({ detail: "ask timed out: Nobody decided in time." });
});

test("what a node left is the run's when the way on from it was not gone", async () => {
  const graph = { nodes: [give("build", "built"), give("mend", 1)], edges: [edge("build", "mend", "failure")] };
  expect(await ran(app, graph)).toMatchObject({ status: "succeeded", output: "built" });
});

test("JSON that is nested without end is a text", async () => {
  const deep = "head -c 100000 /dev/zero | tr '\\0' '['; head -c 100000 /dev/zero | tr '\\0' ']'";
  const run = await ran(app, { nodes: [shell("deep", deep), give("end", 1)], edges: [edge("deep", "end")] });
  expect(nodeOf(run, "deep")).toMatchObject({ status: "succeeded", data: null });
});

test("the items of a map that have succeeded are kept when it is run again, and the others done once more", async () => {
  const script = `i=$(sed 's/.*"index":\\([0-9]*\\).*/\\1/'); echo $i >> ../items; [ $i -ne 1 ] || [ -e ../items-gate ]`;
  const map = { id: "all", kind: "map", over: "input", each: shell("one", script), max_parallel: 1 };
  const id = await published(app, { nodes: [map, give("end", "{nodes.all.text}")], edges: [edge("all", "end")] });
  const first = await ended(app, await started(app, id, ["a", "b", "c"]));
  expect(statuses(first)).toEqual({
    ...{ all: "failed", end: "skipped", "all[0]": "succeeded", "all[1]": "failed", "all[2]": "succeeded" },
  });
  await Bun.write(`${app.data_dir}/workspaces/items-gate`, "");
  const again = async (body: object) => {
    const { run_id } = await app.client.call("POST", `/admin/runs/${first.id}/rerun`, body);
    await ended(app, run_id);
    return readFileSync(`${app.data_dir}/workspaces/items`, "utf8").replaceAll("\n", "");
  };
  expect(await again({})).toBe("0121");
  expect(await again({ from: "all" })).toBe("0121012");
});

test("of a map that is cancelled what had not begun is skipped", async () => {
  const map = { id: "all", kind: "map", over: "input", each: shell("one", "sleep 60"), max_parallel: 1 };
  const run_id = await started(app, await published(app, { nodes: [map] }), [1, 2]);
  await until("the first item to run", async () => {
    const run = await app.client.call("GET", `/admin/runs/${run_id}`);
    return nodeOf(run, "all", 0)?.status === "running";
  });
  await cancel(run_id);
  expect(statuses(await ended(app, run_id))).toEqual({ all: "cancelled", "all[0]": "cancelled", "all[1]": "skipped" });
});

test("a run that is cancelled by itself is cancelled for the one that waits for it", async () => {
  const slow = await published(app, { nodes: [shell("slow", "sleep 60")] });
  const run_id = await started(
    app,
    await published(app, { nodes: [call(slow), give("end", 1)], edges: [edge("call", "end")] }),
  );
  const { child_run_id } = nodeOf(await stands(app, run_id, "call", "running"), "call");
  await stands(app, child_run_id, "slow", "running");
  await cancel(child_run_id);
  expect(statuses(await ended(app, run_id))).toEqual({ call: "cancelled", end: "skipped" });
});

test("a run is not begun by one that waits for it, whatever was published since", async () => {
  const inner = await published(app, { nodes: [give("x", 1)] });
  const gate = shell("gate", "until [ -e go ]; do sleep 0.05; done");
  const outer = await published(
    app,
    { nodes: [gate, call(inner)], edges: [edge("gate", "call")] },
    { max_runs: 1, overlap: "cancel_previous" },
  );
  const run_id = await started(app, outer);
  await stands(app, run_id, "gate", "running");
  for (const [id, graph] of [
    [outer, { nodes: [give("x", 1)] }],
    [inner, { nodes: [call(outer)] }],
  ] as const) {
    await app.client.call("PUT", `/admin/workflows/${id}/draft`, graph, 200);
    await app.client.call("POST", `/admin/workflows/${id}/versions`, {}, 201);
  }
  await Bun.write(`${app.data_dir}/workspaces/${run_id}/go`, "");
  expect(await ended(app, run_id)).toMatchObject({
    status: "failed",
    detail: expect.stringContaining("waits for this one"),
  });
});

test("runs wait behind a limit in their order, and begin when it is raised", async () => {
  const id = await published(app, { nodes: [ask()] }, { max_runs: 1 });
  const runs: string[] = [];
  for (let i = 0; i < 4; i++) runs.push(await started(app, id));
  const states = async () => {
    const all = await Promise.all(runs.map((run_id) => app.client.call("GET", `/admin/runs/${run_id}`)));
    return all.map(({ status }) => status);
  };
  await stands(app, runs[0] as string, "ask", "waiting");
  expect(await states()).toEqual(["running", "queued", "queued", "queued"]);
  await decide(app, runs[0] as string);
  await stands(app, runs[1] as string, "ask", "waiting");
  expect(await states()).toEqual(["succeeded", "running", "queued", "queued"]);
  await app.client.call("PATCH", `/admin/workflows/${id}`, { max_runs: 2 }, 200);
  await stands(app, runs[2] as string, "ask", "waiting");
  expect(await states()).toEqual(["succeeded", "running", "running", "queued"]);
  await app.client.call("DELETE", `/admin/workflows/${id}`, undefined, 204);
  await stands(app, runs[3] as string, "ask", "waiting");
});

test("the clock stands while people alone are waited for, in a run that another waits for too", async () => {
  const clock = fakeClock();
  await using app = await openTest({}, { clock });
  const turned = (run_id: string, id: string, status: string) => {
    clock.advance(10);
    return stands(app, run_id, id, status);
  };
  const beside = await published(app, {
    nodes: [ask(), { id: "pause", kind: "delay", secs: 1_000 }],
    timeout_secs: 30,
  });
  const inner = await published(app, { nodes: [ask()] });
  const outer = await published(app, { nodes: [call(inner)], timeout_secs: 30 });
  const [late, patient] = [await started(app, beside), await started(app, outer)];
  await turned(late, "ask", "waiting");
  const { child_run_id } = nodeOf(await turned(patient, "call", "waiting"), "call");
  clock.advance(600_000);
  expect(await ended(app, late)).toMatchObject({ status: "timed_out" });
  await decide(app, child_run_id);
  clock.advance(10);
  expect(await ended(app, patient)).toMatchObject({ status: "succeeded" });
}, 30_000);
