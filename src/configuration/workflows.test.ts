import { afterAll, beforeAll, expect, test } from "bun:test";
import { parse, stringify } from "yaml";
import { commandLine } from "~/testing/command-line.ts";
import { deliver, SECRET } from "~/testing/deliver.ts";
import { openTest } from "~/testing/server.ts";

type App = Awaited<ReturnType<typeof openTest>>;
let app: App;
beforeAll(async () => {
  app = await openTest({ HOOK_SECRET: SECRET });
});
afterAll(() => app[Symbol.asyncDispose]());

const apply = (to: App, document: unknown, status = 200) =>
  to.client.call("POST", "/admin/config/apply", { document }, status);
const shell = (id: string, script: string) => ({ id, kind: "command", command: ["sh", "-c", script] });

/** Two workflows, the first of which calls the second, a trigger that starts it and one that waits for its end. */
const document = {
  version: 1,
  accounts: [{ backend: "claude", name: "team", config_dir: "own" }],
  workflows: [
    {
      name: "A review",
      max_runs: 2,
      graph: {
        nodes: [
          {
            ...{ id: "ask", kind: "agent", prompt: "{input.order}" },
            chain: {
              entries: [
                { backend: "claude", account: "any" },
                { backend: "claude", account: "team" },
              ],
            },
          },
          { id: "large", kind: "condition", filter: { path: "input.size", op: "gt", value: 10 } },
          {
            id: "each",
            kind: "map",
            over: "input.list",
            each: { id: "one", kind: "workflow", workflow: "Shared steps", input: "{item}" },
          },
          shell("small", "echo small"),
          { id: "end", kind: "transform", value: { said: "{nodes.ask.text}", each: "{nodes.each.data}" } },
        ],
        edges: [
          { from: "ask", to: "large" },
          { from: "large", to: "each", when: "true" },
          { from: "large", to: "small", when: "false" },
          { from: "each", to: "end" },
        ],
      },
    },
    { name: "Shared steps", graph: { nodes: [shell("loud", "jq -r .input | tr a-z A-Z")] } },
    { name: "Unfinished", draft: { nodes: [shell("a", "true")] } },
  ],
  triggers: [
    {
      name: "Hook",
      source: { kind: "webhook" },
      secret_env: "HOOK_SECRET",
      workflow: "A review",
      input: { order: "\nsay Fine by me.\n", size: "{payload.size}", list: "{payload.list[*]}" },
    },
    { name: "Then", source: { kind: "completion", workflow: "A review", on: "always" }, workflow: "Shared steps" },
  ],
};

/** What became of a run, without what another server cannot have the same. */
async function ran({ client }: App) {
  const { triggers } = await client.call("GET", "/admin/triggers?name=Hook");
  const path = `/api/webhooks/${triggers[0].id}`;
  const { run_ids } = await deliver(client, { size: 11, list: ["a", "b"] }, { path });
  await (await client.fetch(`/admin/runs/${run_ids[0]}/stream`)).text();
  const { status, version, input, output, nodes } = await client.call("GET", `/admin/runs/${run_ids[0]}`);
  const rows = nodes.map(({ node_id, item, status, port, text, data }: Record<string, unknown>) => [
    ...[node_id, item, status, port, text, data],
  ]);
  return { status, version, input, output, rows: rows.map((row: unknown) => JSON.stringify(row)).sort() };
}

test("a workflow that is exported as YAML and applied to an empty server gives the same run", async () => {
  await apply(app, document);
  const first = await ran(app);
  expect(first).toMatchObject({ status: "succeeded", version: 1, output: { said: "Fine by me.", each: ["A", "B"] } });
  const { out: yaml } = await commandLine(app)(["export"]);
  expect(yaml).not.toMatch(/\b(wf|trig|acct)-[0-9a-z]{20}/);
  await using other = await openTest({ HOOK_SECRET: SECRET });
  const exported = parse(yaml);
  for (const trigger of exported.triggers) if (trigger.name === "Hook") trigger.secret_env = "HOOK_SECRET";
  const applied = await commandLine(other)(["apply", "-f", "-"], { stdin: stringify(exported) });
  expect(applied).toMatchObject({ code: 0, out: expect.stringContaining('+ workflows "A review"') });
  expect(await ran(other)).toEqual(first);
  // Once more it is as it was.
  expect((await apply(other, exported)).changes).toEqual([]);
  const again = await other.client.call("GET", "/admin/config");
  expect(again.workflows).toEqual(exported.workflows);
});

test("what differs is shown first; what runs is published, and a version that is there stays", async () => {
  const [review, ...others] = document.workflows;
  const graph = { ...review?.graph, max_parallel: 3 };
  const changed = { version: 1, workflows: [{ ...review, graph }, ...others] };
  const dry = await app.client.call("POST", "/admin/config/apply", { document: changed, dry_run: true }, 200);
  const change = { section: "workflows", name: "A review", action: "update" };
  const differences = [{ path: "graph.max_parallel", before: 10, after: 3 }];
  expect(dry.changes).toEqual([{ ...change, differences }]);
  await apply(app, changed);
  const { workflows } = await app.client.call("GET", "/admin/workflows");
  const { id, version } = workflows.find(({ name }: { name: string }) => name === "A review");
  expect(version).toBe(2);
  expect((await app.client.call("GET", `/admin/workflows/${id}/versions/1`)).graph.max_parallel).toBe(10);
});

test.each([
  ["calls nobody knows", [{ id: "a", kind: "workflow", workflow: "Nobody" }], "workflows[0].graph.nodes[0].workflow"],
  ["has an unknown field", [{ id: "a", kind: "delay", secs: 1, hue: 1 }], "workflows[0].graph.nodes[0]"],
  ["goes nowhere", [{ id: "a", kind: "transform", value: "{nodes.b.text}" }], "workflows[0].graph.nodes[0]"],
])("a graph that %s is refused with its place", async (_, nodes, path) => {
  const { errors } = await apply(app, { version: 1, workflows: [{ name: "Bad", graph: { nodes } }] }, 400);
  expect(errors[0].path).toStartWith(path);
});

test("the schema of the document knows the nodes", async () => {
  const schema = JSON.stringify(await app.client.call("GET", "/openapi/config.schema.json"));
  for (const word of ['"input_schema"', '"The name of a workflow."', '"max_parallel"']) expect(schema).toContain(word);
});
