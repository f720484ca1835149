import { afterAll, beforeAll, expect, test } from "bun:test";
import { type App, edge, give, nodeOf, openTest, ran } from "./testing.ts";

let app: App;
beforeAll(async () => {
  app = await openTest();
});
afterAll(() => app[Symbol.asyncDispose]());

const chain = { entries: [{ backend: "claude" }] };
const ask = (id: string, prompt: string, fields: Record<string, unknown> = {}) => ({
  id,
  kind: "agent",
  prompt,
  chain,
  ...fields,
});

test("an agent is waited for: what it says is its text, what it costs is known, and the next is told by it", async () => {
  const run = await ran(app, {
    nodes: [ask("first", "say Looks fine to me."), ask("second", "echo\nIt said {nodes.first.text}")],
    edges: [edge("first", "second")],
  });
  expect(run.status).toBe("succeeded");
  expect(nodeOf(run, "first")).toMatchObject({ text: "Looks fine to me.", cost_usd: expect.any(Number) });
  const execution = await app.client.execution(nodeOf(run, "second").execution_id);
  expect(execution).toMatchObject({ origin: "workflow", group_id: run.id, backend: "claude" });
  expect(execution.prompt).toMatch(/It said <untrusted-\w+ field="nodes\.first\.text">Looks fine to me\.<\/untrusted-/);
});

test("what was asked for as JSON is data, and what is no such JSON is a failure", async () => {
  const output_schema = { type: "object", properties: { verdict: { enum: ["pass", "fail"] } }, required: ["verdict"] };
  const good = {
    nodes: [ask("review", `say {"verdict": "pass"}`, { output_schema }), give("took", "{nodes.review.data.verdict}")],
    edges: [edge("review", "took")],
  };
  expect(await ran(app, good)).toMatchObject({ status: "succeeded", output: "pass" });
  const bad = await ran(app, { nodes: [ask("review", `say {"verdict": "maybe"}`, { output_schema })] });
  expect(nodeOf(bad, "review")).toMatchObject({
    status: "failed",
    reason: "bad_result",
    detail: expect.stringContaining("/verdict must be equal to one of"),
  });
});

test("an agent without a chain, where there is no default one, says what is missing", async () => {
  const run = await ran(app, { nodes: [{ id: "who", kind: "agent", prompt: "Do it." }] });
  expect(nodeOf(run, "who")).toMatchObject({ status: "failed", reason: "no_chain" });
});

test("once a run has cost its budget no agent is begun any more", async () => {
  const run = await ran(app, {
    nodes: [ask("first", "say one"), ask("second", "say two")],
    edges: [edge("first", "second")],
    budget_usd: 0.000001,
  });
  expect(nodeOf(run, "second")).toMatchObject({ status: "failed", reason: "budget", execution_id: null });
});

test("an account at its limit hands over in the middle of a workflow", async () => {
  const entries = [{ backend: "claude" }, { backend: "codex" }];
  const both = { entries, on_usage_limit: "next_backend" };
  const run = await ran(app, {
    nodes: [
      give("before", 1),
      ask("review", "on claude: limit 3600s; on codex: say done", { chain: both }),
      give("after", "{nodes.review.text}"),
    ],
    edges: [edge("before", "review"), edge("review", "after")],
  });
  expect(run).toMatchObject({ status: "succeeded", output: "done" });
});
