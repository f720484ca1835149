import { afterAll, beforeAll, expect, test } from "bun:test";
import { deliver, SECRET, webhook } from "~/testing/deliver.ts";
import { fromGithub, GITHUB_SECRET, pullRequest, sha } from "~/testing/github.ts";
import { until } from "~/testing/until.ts";
import { type App, ended, give, nodeOf, openTest, published, shell, started } from "./testing.ts";

let app: App;
beforeAll(async () => {
  app = await openTest({ GITHUB_WEBHOOK_SECRET: GITHUB_SECRET });
});
afterAll(() => app[Symbol.asyncDispose]());

const starting = (workflow_id: string, fields: Record<string, unknown> = {}, source: Record<string, unknown> = {}) =>
  webhook(app.client, { secret: `${SECRET} of ${workflow_id}`, ...source }, { ...ONLY, workflow_id, ...fields });
/** A trigger of the tests asks a command: this one does not. */
const ONLY = { backend: undefined, backend_config: undefined, prompt_template: undefined };
const send = (trigger: { id: string }, workflow_id: string, payload: unknown, status = 202) =>
  deliver(app.client, payload, { secret: `${SECRET} of ${workflow_id}`, path: `/api/webhooks/${trigger.id}` }, status);
const verdictOf = async (delivery_id: string) =>
  (await app.client.call("GET", `/admin/deliveries/${delivery_id}`)).verdicts[0];

test("a signed delivery starts a run with the payload as its input, and names it", async () => {
  const wf = await published(app, { nodes: [give("said", "{trigger.name}, {input.n}: {trigger.delivery_id}")] });
  const trigger = await starting(wf, { name: "Hook" });
  const receipt = await send(trigger, wf, { n: 7 });
  const [run_id] = receipt.run_ids;
  expect(receipt).toMatchObject({ status: "accepted", execution_ids: [], run_ids: [expect.stringMatching(/^run-/)] });
  const run = await ended(app, run_id);
  expect(run).toMatchObject({
    ...{ status: "succeeded", input: { n: 7 }, trigger_id: trigger.id, output: `Hook, 7: ${receipt.delivery_id}` },
    trigger: { id: trigger.id, kind: "webhook", origin: "webhook", delivery_id: receipt.delivery_id },
  });
  expect(await verdictOf(receipt.delivery_id)).toMatchObject({ holds: true, run_id: run.id });
  const { deliveries } = await app.client.call("GET", `/admin/deliveries?trigger_id=${trigger.id}`);
  expect(deliveries).toMatchObject([{ run_ids: [run.id], status: "accepted" }]);
  const { runs } = await app.client.call("GET", `/admin/runs?trigger_id=${trigger.id}`);
  expect(runs).toMatchObject([{ id: run.id }]);
  // The same once more is a repetition, of a run too.
  expect(await send(trigger, wf, { n: 7 })).toMatchObject({ status: "duplicate", run_ids: [run.id] });
});

test("an input that is said takes what it names, a placeholder alone as the value that it is", async () => {
  const wf = await published(app, { nodes: [give("all", "{input}")] });
  const input = {
    text: "{message}!",
    labels: "{payload.labels[*].name}",
    none: "{payload.nothing}",
    as_is: "{foo}",
    n: 3,
  };
  const trigger = await starting(wf, { input });
  expect(trigger.warnings).toEqual(["`{foo}` is not a placeholder and stays as it is"]);
  const receipt = await send(trigger, wf, { message: "hi", labels: [{ name: "a" }, { name: "b" }] });
  const given = { text: "hi!", labels: ["a", "b"], none: null, as_is: "{foo}", n: 3 };
  expect((await ended(app, receipt.run_ids[0])).output).toEqual(given);
  const preview = await app.client.call(
    "POST",
    `/admin/triggers/${trigger.id}/preview`,
    {
      message: "hi",
      payload: {},
    },
    200,
  );
  expect(JSON.parse(preview.prompt)).toMatchObject({ text: "hi!", n: 3 });
});

test.each([
  ["is disabled", { fields: { enabled: false } }, /is disabled/],
  ["has no version", { draft: true }, /has no version yet/],
  ["takes another input", { graph: { input_schema: { type: "object", required: ["m"] } } }, /required property 'm'/],
])(
  "a workflow that %s starts nothing, and the verdict says why",
  async (_, how: { fields?: object; draft?: boolean; graph?: object }, why) => {
    const graph = { nodes: [give("a", 1)], ...how.graph };
    const wf = how.draft
      ? (await app.client.call("POST", "/admin/workflows", { name: "draft", graph }, 201)).id
      : await published(app, graph, { ...how.fields });
    const trigger = await starting(wf);
    const receipt = await send(trigger, wf, { n: 1 });
    expect(receipt).toMatchObject({ status: "ignored", run_ids: [] });
    expect(await verdictOf(receipt.delivery_id)).toMatchObject({ holds: true, why: expect.stringMatching(why) });
    // By hand the same is refused in so many words.
    const { detail } = await app.client.call(
      "POST",
      `/admin/triggers/${trigger.id}/run`,
      { payload: { n: 1 } },
      how.graph ? 400 : 409,
    );
    expect(detail).toMatch(why);
  },
);

test("a workflow at its limit with the overlap skip starts nothing, and the verdict names who goes on", async () => {
  const graph = { nodes: [{ id: "ask", kind: "approval", question: "Go?" }] };
  const wf = await published(app, graph, { max_runs: 1, overlap: "skip" });
  const trigger = await starting(wf);
  const [first] = (await send(trigger, wf, { n: 1 })).run_ids;
  const second = await send(trigger, wf, { n: 2 });
  expect((await verdictOf(second.delivery_id)).why).toContain(`${first} is not finished`);
  await app.client.call("POST", `/admin/runs/${first}/cancel`, undefined, 202);
});

test("what nobody signed may read and no more, in the runs that a run calls too", async () => {
  const chain = { entries: [{ backend: "claude" }] };
  const inner = await published(app, {
    nodes: [{ id: "in", kind: "agent", prompt: "say in", permissions: "full", chain }],
  });
  const wf = await published(app, {
    nodes: [
      { id: "out", kind: "agent", prompt: "say out", permissions: "edit", chain },
      { id: "call", kind: "workflow", workflow_id: inner },
    ],
  });
  const trigger = await webhook(app.client, { unsigned: true }, { ...ONLY, workflow_id: wf });
  const path = `/api/webhooks/${trigger.id}`;
  const run = await ended(app, (await deliver(app.client, { n: 1 }, { secret: "", path })).run_ids[0]);
  const within = await ended(app, nodeOf(run, "call").child_run_id);
  for (const id of [nodeOf(run, "out").execution_id, nodeOf(within, "in").execution_id])
    expect(await app.client.execution(id)).toMatchObject({ permissions: "read_only", trigger_id: trigger.id });
});

test("of a pull request only the newest run goes on, and none once it is closed", async () => {
  const wf = await published(app, { nodes: [{ id: "ask", kind: "approval", question: "Go?" }] });
  const source = { kind: "github", events: ["pull_request"], actions: ["opened", "synchronize"] };
  await app.client.call("POST", "/admin/triggers", { name: "PRs", source, workflow_id: wf }, 201);
  const event = (action: string, second: number, head: number) => {
    const pull = {
      updated_at: `2026-01-01T00:00:0${second}Z`,
      head: { ref: "fix", sha: sha(head), repo: { full_name: "o/r" } },
    };
    return fromGithub(app.client, "pull_request", pullRequest(pull, action));
  };
  const [old] = (await event("opened", 1, 1)).run_ids;
  const [newer] = (await event("synchronize", 2, 2)).run_ids;
  expect(await ended(app, old)).toMatchObject({ status: "cancelled", reason: "superseded" });
  const closed = await event("closed", 3, 2);
  expect(closed.run_ids).toEqual([]);
  expect(await ended(app, newer)).toMatchObject({
    status: "cancelled",
    reason: "superseded",
    detail: "Its pull request was closed.",
  });
});

test("a person and the clock start it too", async () => {
  const wf = await published(app, { nodes: [give("a", "{input}")] });
  const fields = { name: "by hand", source: { kind: "manual" }, workflow_id: wf };
  const { id } = await app.client.call("POST", "/admin/triggers", fields, 201);
  const { run_id } = await app.client.call("POST", `/admin/triggers/${id}/run`, { message: "now" }, 202);
  expect(await ended(app, run_id)).toMatchObject({ output: { message: "now" }, trigger: { origin: "manual" } });
  const source = { kind: "schedule", cron: "* * * * * *" };
  const timed = await app.client.call("POST", "/admin/triggers", { ...fields, source }, 201);
  const fire = await until("the schedule to fire", async () => {
    const { fires } = await app.client.call("GET", `/admin/triggers/${timed.id}/fires?outcome=fired`);
    return fires[0];
  });
  await app.client.call("DELETE", `/admin/triggers/${timed.id}`, undefined, 204);
  expect(await ended(app, fire.run_id)).toMatchObject({
    trigger: { origin: "schedule", fire_id: fire.id },
    output: { nominal_time: fire.nominal_at },
  });
}, 20_000);

test("a workflow stays while a trigger names it, and what is not there cannot be named", async () => {
  const wf = await published(app, { nodes: [give("a", 1)] });
  const trigger = await starting(wf);
  const refused = await app.client.call("DELETE", `/admin/workflows/${wf}`, undefined, 409);
  expect(refused.detail).toContain(trigger.id);
  await app.client.call("DELETE", `/admin/triggers/${trigger.id}`, undefined, 204);
  await app.client.call("DELETE", `/admin/workflows/${wf}`, undefined, 204);
  const input = { name: "gone", source: { kind: "manual" }, workflow_id: wf };
  const { errors } = await app.client.call("POST", "/admin/triggers", input, 400);
  expect(errors).toMatchObject([{ path: "workflow_id" }]);
});

test.each([
  ["neither prompt nor workflow", {}, "prompt_template"],
  ["an input and no workflow", { prompt_template: "x", backend: "claude", input: {} }, "input"],
])("a trigger with %s is refused", async (_, fields, path) => {
  const input = { name: "x", source: { kind: "manual" }, ...fields };
  expect((await app.client.call("POST", "/admin/triggers", input, 400)).errors).toMatchObject([{ path }]);
});

test("limits that a workflow has itself are not its trigger's", async () => {
  const wf = await published(app, { nodes: [give("a", 1)] });
  const input = { name: "x", source: { kind: "manual" }, workflow_id: wf, max_concurrent: 2 };
  expect((await app.client.call("POST", "/admin/triggers", input, 400)).errors).toMatchObject([
    { path: "max_concurrent" },
  ]);
});

const following = (source: Record<string, unknown>, fields: Record<string, unknown>, status = 201) =>
  app.client.call(
    "POST",
    "/admin/triggers",
    { name: "then", source: { kind: "completion", ...source }, ...fields },
    status,
  );

test("the end of a run starts another workflow with its output, as the end is", async () => {
  const flaky = await published(app, { nodes: [shell("work", "grep -q good && echo '{\"n\": 1}'")] });
  const then = await published(app, { nodes: [give("a", { got: "{input}", status: "{trigger.status}" })] });
  for (const [on, name] of [
    ["succeeded", "well"],
    ["failed", "badly"],
    ["always", "anyhow"],
  ] as const)
    await following({ workflow_id: flaky, on }, { name, workflow_id: then });
  const after = async (input: string) => {
    const first = await ended(app, await started(app, flaky, input));
    const { runs } = await app.client.call("GET", `/admin/runs?workflow_id=${then}`);
    const all = await Promise.all(runs.map((run: { id: string }) => ended(app, run.id)));
    const own = all.filter(({ trigger }) => trigger.run_id === first.id);
    return own.map(({ trigger, output }) => [trigger.name, output]).sort();
  };
  const well = { got: { n: 1 }, status: "succeeded" };
  expect(await after("good")).toEqual([
    ["anyhow", well],
    ["well", well],
  ]);
  expect((await after("bad")).map(([name]) => name)).toEqual(["anyhow", "badly"]);
});

test("the end of a run asks a CLI too, and what the run said is text from outside", async () => {
  const wf = await published(app, { nodes: [give("a", "It said this.")] });
  const { id } = await following({ workflow_id: wf }, { prompt_template: "Sum up: {message}", backend: "claude" });
  await ended(app, await started(app, wf));
  const [first] = (await app.client.call("GET", `/admin/executions?trigger_id=${id}`)).executions;
  const execution = await app.client.finished(first.id);
  expect(execution).toMatchObject({ origin: "workflow" });
  expect(execution.prompt).toMatch(/Sum up: <untrusted-\w+ field="message">It said this\./);
});

test("triggers that would go round are refused with the way, however it goes", async () => {
  const one = await published(app, { nodes: [give("a", 1)] }, { name: "One" });
  const two = await published(app, { nodes: [{ id: "call", kind: "workflow", workflow_id: one }] }, { name: "Two" });
  const back = { workflow_id: two };
  const { errors } = await following({ workflow_id: one }, back, 400);
  expect(errors).toEqual([{ path: "workflow_id", message: "would start itself over and over: One → Two → One" }]);
  // Disabled it harms nobody, until it is enabled.
  const { id } = await following({ workflow_id: one }, { ...back, enabled: false });
  const enabled = await app.client.call("PATCH", `/admin/triggers/${id}`, { enabled: true }, 400);
  expect(enabled.detail).toContain("One → Two → One");
  // The other way round: the trigger is there, and then a version would close the circle.
  const three = await published(app, { nodes: [give("a", 1)] }, { name: "Three" });
  const four = await published(app, { nodes: [give("a", 1)] }, { name: "Four" });
  await following({ workflow_id: three }, { workflow_id: four });
  const graph = { nodes: [{ id: "call", kind: "workflow", workflow_id: three }], edges: [] };
  await app.client.call("PUT", `/admin/workflows/${four}/draft`, graph, 200);
  const refused = await app.client.call("POST", `/admin/workflows/${four}/versions`, {}, 400);
  expect(refused.detail).toContain(`${four} → ${three} → ${four}`);
});

test("a chain of ends stops at depth 10, and the last run tells why", async () => {
  const ids: string[] = [];
  for (let i = 0; i < 12; i++)
    ids.push(await published(app, { nodes: [give("a", i)], edges: [] }, { name: `Link ${i}` }));
  for (const [i, id] of ids.slice(1).entries())
    await following({ workflow_id: ids[i] }, { name: `to ${i + 1}`, workflow_id: id });
  await ended(app, await started(app, ids[0] ?? ""));
  const runsOf = async (id: string | undefined) => (await app.client.call("GET", `/admin/runs?workflow_id=${id}`)).runs;
  const last = await until("the tenth to run", async () => (await runsOf(ids[10]))[0]);
  const { status } = await ended(app, last.id);
  expect(status).toBe("succeeded");
  expect(await runsOf(ids[11])).toEqual([]);
  const told = await (await app.client.fetch(`/admin/runs/${last.id}/stream`)).text();
  expect(told).toContain("More than 10 runs stand above one another");
});
