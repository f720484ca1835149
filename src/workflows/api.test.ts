import { afterAll, beforeAll, expect, test } from "bun:test";
import { type App, edge, ended, give, nodeOf, openTest, published, ran, shell, started, statuses } from "./testing.ts";

let app: App;
beforeAll(async () => {
  app = await openTest();
});
afterAll(() => app[Symbol.asyncDispose]());

const call = (method: string, path: string, body?: unknown, status?: number) =>
  app.client.call(method, path, body, status);
const chain = { entries: [{ backend: "claude" }] };

test("two versions are compared by nodes, ways and settings, the draft too", async () => {
  const id = await published(app, {
    nodes: [give("a", 1), give("b", 2), give("c", 3)],
    edges: [edge("a", "b"), edge("b", "c")],
  });
  const next = {
    nodes: [give("a", 9), give("b", 2), give("d", 4)],
    edges: [edge("a", "b"), edge("b", "d", "always")],
    max_parallel: 3,
  };
  await call("PUT", `/admin/workflows/${id}/draft`, next, 200);
  const differs = {
    nodes: { added: ["d"], removed: ["c"], changed: [{ id: "a", fields: [{ field: "value", before: 1, after: 9 }] }] },
    edges: {
      added: [{ from: "b", to: "d", when: "always" }],
      removed: [{ from: "b", to: "c", when: "success" }],
    },
    settings: [{ field: "max_parallel", before: 10, after: 3 }],
  };
  expect(await call("GET", `/admin/workflows/${id}/diff`)).toEqual({ from: 1, to: "draft", ...differs });
  await call("POST", `/admin/workflows/${id}/versions`, {}, 201);
  expect(await call("GET", `/admin/workflows/${id}/diff`)).toEqual({ from: 1, to: 2, ...differs });
  expect((await call("GET", `/admin/workflows/${id}/diff?from=2&to=1`)).nodes).toMatchObject({ added: ["c"] });
  expect((await call("GET", `/admin/workflows/${id}/diff?to=draft`, undefined, 404)).detail).toMatch(/no draft/);
  await call("GET", `/admin/workflows/${id}/diff?from=7`, undefined, 404);
});

const attempt = (node: unknown, values?: unknown) =>
  call("POST", "/admin/workflows/try-node", { node, ...(values !== undefined && { values }) }, 200);

test("a node is tried with made-up values, and nothing of it is kept but an execution", async () => {
  const filter = { path: "nodes.review.data.ok", op: "eq", value: true };
  const review = { review: { data: { ok: true } } };
  expect(await attempt({ id: "fine", kind: "condition", filter }, { nodes: review })).toMatchObject({
    ...{ does: "done", status: "succeeded", port: "true", execution_id: null },
  });
  expect(await attempt({ id: "fine", kind: "condition", filter })).toMatchObject({
    ...{ does: "done", status: "failed", detail: expect.stringContaining("nodes.review.data.ok") },
  });
  expect(await attempt(give("t", { n: "{input.n}" }), { input: { n: 3 } })).toMatchObject({ data: { n: 3 } });
  const question = { id: "ask", kind: "approval", question: "Merge {input.branch}?" };
  expect(await attempt(question, { input: { branch: "main" } })).toMatchObject({ does: "wait", text: "Merge main?" });
  const many = { id: "m", kind: "map", over: "input", each: give("e", "{item}") };
  expect(await attempt(many, { input: [1, 2] })).toMatchObject({ does: "items", data: [1, 2] });
  const agent = { id: "a", kind: "agent", prompt: "echo\nIt said {nodes.review.text}", chain };
  const tried = await attempt(agent, { nodes: { review: { text: "hello" } } });
  const execution = await app.client.finished(tried.execution_id);
  expect(tried).toMatchObject({ does: "execution", status: null });
  expect(execution).toMatchObject({ status: "succeeded", tags: ["test"], origin: "workflow", group_id: null });
  expect(execution.prompt).toContain(">hello</untrusted-");
  const command = await attempt(shell("c", "jq -r .input.who"), { input: { who: "ada" } });
  await app.client.finished(command.execution_id);
  const { lines } = await call("GET", `/admin/executions/${command.execution_id}/lines`);
  expect(lines).toMatchObject([{ text: "ada" }]);
  expect((await call("GET", "/admin/runs")).runs).toEqual([]);
});

test("figures tell of runs and their nodes how often, how long and how badly", async () => {
  const id = await published(app, {
    nodes: [shell("work", "jq -e .input.fine"), give("after", 1), give("never", 2)],
    edges: [edge("work", "after"), edge("work", "never", "failure")],
  });
  expect(await call("GET", `/admin/workflows/${id}/analytics`)).toMatchObject({
    ...{ runs: { count: 0, failure_share: null, p50_ms: null }, nodes: [] },
  });
  const runs = [];
  for (const fine of [true, true, true, false]) runs.push(await ended(app, await started(app, id, { fine })));
  const figures = await call("GET", `/admin/workflows/${id}/analytics`);
  const durations = runs.map((run) => Date.parse(run.ended_at) - Date.parse(run.started_at)).toSorted((a, b) => a - b);
  expect(figures.runs).toMatchObject({ count: 4, failed: 0, p50_ms: durations[1], p95_ms: durations[3] });
  const [first, ...others] = figures.nodes;
  expect(first).toMatchObject({ node_id: "work", kind: "command", count: 4, failed: 1, failure_share: 0.25 });
  expect(others).toMatchObject([
    { node_id: "after", count: 3, failed: 0 },
    { node_id: "never", count: 1, failed: 0 },
  ]);
  const before = await call("GET", `/admin/workflows/${id}/analytics?until=2020-01-01T00:00:00Z`);
  expect(before).toMatchObject({ runs: { count: 0 }, nodes: [] });
});

test("what a node has used is among its values", async () => {
  const tokens = "{nodes.ask.usage.total_tokens}";
  const run = await ran(app, {
    nodes: [{ id: "ask", kind: "agent", prompt: "say yes", chain }, give("took", tokens)],
    edges: [edge("ask", "took")],
  });
  const { usage, cost_usd } = nodeOf(run, "ask");
  expect(usage).toEqual({
    ...{ total_tokens: run.output, input_tokens: expect.any(Number), output_tokens: expect.any(Number), cost_usd },
  });
  expect(run.output).toBeGreaterThan(0);
});

test("a run is done again with another input: all of it, or from one node on", async () => {
  const graph = { nodes: [shell("a", "jq -r .input >> log; cat log"), give("b", "{input}")], edges: [edge("a", "b")] };
  const first = await ran(app, graph, "one");
  const again = async (body: unknown) => {
    const { run_id } = await call("POST", `/admin/runs/${first.id}/rerun`, body, 202);
    return ended(app, run_id);
  };
  const all = await again({ input: "two" });
  expect(all).toMatchObject({ input: "two", output: "two", rerun_of: first.id });
  expect(nodeOf(all, "a").execution_id).not.toBe(nodeOf(first, "a").execution_id);
  const rest = await again({ input: "three", from: "b" });
  expect(rest).toMatchObject({ output: "three" });
  expect(nodeOf(rest, "a")).toMatchObject({ text: "one", execution_id: nodeOf(first, "a").execution_id });
  expect(statuses(rest)).toEqual({ a: "succeeded", b: "succeeded" });
});
