import type { Client } from "./client.ts";
import { until } from "./until.ts";

const way = (from: string, to: string, when = "success") => ({ from, to, when });
const shell = (id: string, name: string, script: string, more: object = {}) => ({
  ...{ id, name, kind: "command", command: ["sh", "-c", script] },
  ...more,
});
const claude = { entries: [{ backend: "claude" }] };

const TESTS = `printf '{"passed": 212, "failed": 0}'`;

/** A change is made, looked at twice, tested wherever it may break something, and shipped by a person. */
const graphOf = (project_id: string | null) => ({
  nodes: [
    {
      ...{ id: "fix", name: "Fix the bug", kind: "agent", chain: claude, project_id },
      prompt:
        "Fix {input.bug} on {input.branch}, and write a test for it.\n\nsay It was in the **basket**, and it has a test now.",
    },
    { id: "review", name: "Second opinion", kind: "agent", chain: claude, prompt: 'say {"ok": true}' },
    shell("tests", "Run the tests", TESTS),
    {
      id: "fine",
      name: "Is it fine?",
      kind: "condition",
      filter: { path: "nodes.review.data.ok", op: "eq", value: true },
    },
    {
      ...{ id: "shops", name: "Try it in each shop", kind: "map", over: "input.shops", max_parallel: 3 },
      each: shell("each", "Try", "sleep 0.2; echo tried"),
    },
    { id: "ship", name: "Ship it?", kind: "approval", question: "All is green. Merge {input.branch}?" },
    shell("merge", "Merge", "echo merged"),
    shell("tell", "Tell the team", "echo told", { optional: true }),
  ],
  edges: [
    ...[way("fix", "review"), way("fix", "tests"), way("review", "fine"), way("fine", "shops", "true")],
    ...[way("tests", "ship"), way("shops", "ship"), way("ship", "merge"), way("fine", "tell", "false")],
    way("ship", "tell", "failure"),
  ],
  input_schema: {
    type: "object",
    required: ["branch"],
    properties: {
      branch: { type: "string", description: "What is merged in the end." },
      bug: { type: "string" },
      shops: { type: "array", items: { type: "string" } },
    },
  },
});

/** A workflow with two versions, a run that has ended and one that waits for a person, and another that failed. */
export async function addWorkflows(client: Client, project: string | null) {
  const graph = graphOf(project);
  const workflow = await add(client, { name: "Fix, review and ship", description: ABOUT, graph });
  await client.call("PUT", `/admin/workflows/${workflow}/draft`, { ...graph, max_parallel: 4, budget_usd: 5 }, 200);
  await publish(client, workflow, "No more than four at once, for five dollars");
  const input = { branch: "fix/basket", bug: "SHOP-12", shops: ["berlin", "paris", "rome"] };
  const [run, waiting] = [await start(client, workflow, input), await start(client, workflow, input)];
  for (const id of [run, waiting]) await asks(client, id, "ship");
  await client.call("POST", `/admin/runs/${run}/nodes/ship/decision`, { approve: true, comment: "Looks good." }, 200);
  await ends(client, run);
  const audit = {
    nodes: [shell("scan", "Scan", "echo 3 findings; exit 1"), shell("report", "Report", "echo reported")],
    edges: [way("scan", "report")],
  };
  const failing = await add(client, { name: "Nightly audit", graph: audit });
  await ends(client, await start(client, failing, null));
  await client.call("POST", "/admin/workflows", { name: "Release notes", graph: { nodes: audit.nodes } }, 201);
  return { workflow, run, waiting };
}

const ABOUT = "An agent fixes it, another looks at it, the tests run, and a person says when it ships.";

async function add(client: Client, fields: object): Promise<string> {
  const { id } = await client.call("POST", "/admin/workflows", fields, 201);
  await publish(client, id, "The first");
  return id;
}

const publish = (client: Client, id: string, note: string) =>
  client.call("POST", `/admin/workflows/${id}/versions`, { note }, 201);

const start = async (client: Client, id: string, input: unknown): Promise<string> =>
  (await client.call("POST", `/admin/workflows/${id}/runs`, { input })).run_id;

const asks = (client: Client, id: string, node: string) =>
  until(`${node} asks`, async () => {
    const { nodes } = await client.call("GET", `/admin/runs/${id}`);
    return nodes.some((one: { node_id: string; status: string }) => one.node_id === node && one.status === "waiting");
  });

const ends = async (client: Client, id: string) =>
  (await client.fetch(`/admin/runs/${id}/stream`, { headers: { Accept: "text/plain" } })).text();
