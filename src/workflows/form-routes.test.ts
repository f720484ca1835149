import { afterAll, beforeAll, expect, test } from "bun:test";
import { type App, edge, ended, openTest, published, shell, stands, started } from "./testing.ts";

let app: App;
beforeAll(async () => {
  app = await openTest();
});
afterAll(() => app[Symbol.asyncDispose]());

const ask = (question: string) => ({ id: "ask", kind: "approval", question });
const get = (path: string) => app.client.call("GET", path);

test("a form is made of the schema of each kind, whose ways on are told", async () => {
  const { schema, kinds } = await get("/admin/workflows/form");
  const variants = schema.$defs.WorkflowNodeConfig.oneOf.map(({ $ref }: { $ref: string }) => $ref.split("/").at(-1));
  const words = variants.map((name: string) => schema.$defs[name].properties.kind.enum[0]);
  expect(words.toSorted()).toEqual(kinds.map(({ kind }: { kind: string }) => kind).toSorted());
  expect(kinds).toContainEqual({ kind: "condition", title: "Condition", ports: ["true", "false"] });
});

test("the newest runs of each workflow of a page are told, newest first", async () => {
  const graph = { nodes: [shell("a", "true")] };
  const [one, other] = [await published(app, graph), await published(app, graph)];
  const ids: string[] = [];
  for (const id of [one, one, other]) ids.push((await ended(app, await started(app, id))).id);
  const { runs } = await get("/admin/workflows/recent?limit=1");
  expect(runs).toEqual([expect.objectContaining({ id: ids[2], workflow_id: other, status: "succeeded" })]);
  const { next_cursor } = await get("/admin/workflows?limit=1");
  const second = await get(`/admin/workflows/recent?limit=1&cursor=${next_cursor}`);
  expect(second.runs.map(({ id }: { id: string }) => id)).toEqual([ids[1], ids[0]]);
});

test("what a run asks a person is told until it is decided, or the run is cancelled", async () => {
  const id = await published(app, {
    nodes: [shell("a", "echo 7"), ask("Is {nodes.a.text} fine?")],
    edges: [edge("a", "ask")],
  });
  const [first, second] = [await started(app, id), await started(app, id)];
  for (const run of [first, second]) await stands(app, run, "ask", "waiting");
  const { waiting } = await get("/admin/runs/waiting");
  const told = { workflow_id: id, workflow_name: "test", node_id: "ask", question: "Is 7 fine?", due_at: null };
  expect(waiting).toEqual([second, first].map((run_id) => expect.objectContaining({ run_id, ...told })));
  await app.client.call("POST", `/admin/runs/${first}/nodes/ask/decision`, { approve: true }, 200);
  await app.client.call("POST", `/admin/runs/${second}/cancel`, {});
  expect((await get("/admin/runs/waiting")).waiting).toEqual([]);
});

test("where a node was put is kept with it, and is nothing to run", async () => {
  const at = { x: 12.5, y: -3 };
  const id = await published(app, { nodes: [shell("a", "true", { at })] });
  const run = await ended(app, await started(app, id));
  expect([run.status, run.graph.nodes[0].at]).toEqual(["succeeded", at]);
});
