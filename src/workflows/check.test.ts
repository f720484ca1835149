import { afterAll, beforeAll, expect, test } from "bun:test";
import { type App, edge, give, openTest, published, shell } from "./testing.ts";

let app: App;
beforeAll(async () => {
  app = await openTest();
});
afterAll(() => app[Symbol.asyncDispose]());

const check = (graph: unknown) => app.client.call("POST", "/admin/workflows/check", graph, 200);
const two = [give("a", 1), give("b", 2)];

test.each<[string, object, string, RegExp]>([
  ["an id that is there twice", { nodes: [give("a", 1), give("a", 2)] }, "nodes.1.id", /is the id of nodes\.0 already/],
  ["a way to nowhere", { nodes: two, edges: [edge("a", "c")] }, "edges.0.to", /there is no node c/],
  ["a way from nowhere", { nodes: two, edges: [edge("c", "a")] }, "edges.0.from", /there is no node c/],
  ["a way twice", { nodes: two, edges: [edge("a", "b"), edge("a", "b")] }, "edges.1", /is there already/],
  [
    "a way that the node has not",
    { nodes: two, edges: [edge("a", "b", "true")] },
    "edges.0.when",
    /success, failure, always/,
  ],
  ["a node that leads to itself", { nodes: two, edges: [edge("a", "a")] }, "edges", /cycle: a → a/],
  ["a cycle", { nodes: two, edges: [edge("a", "b"), edge("b", "a")] }, "edges", /cycle: a → b → a/],
  [
    "a value of no node",
    { nodes: [give("a", "{nodes.c.text}")] },
    "nodes.0",
    /nodes\.c\.text: no way leads from c to here/,
  ],
  [
    "a value of a node beside it",
    { nodes: [give("a", 1), give("b", "{nodes.a.text}")] },
    "nodes.1",
    /no way leads from a to here/,
  ],
  ["an item where there is none", { nodes: [give("a", "{item}")] }, "nodes.0", /within a map alone/],
])("W12: %s is named with its place and the remedy", async (_, graph, path, message) => {
  expect((await check(graph)).errors).toEqual([{ path, message: expect.stringMatching(message) }]);
});

test.each<[string, unknown, string, RegExp]>([
  ["a list", [], "body", /must be an object/],
  ["no node", { nodes: [] }, "nodes", /must have at least 1|must not be empty|at least/],
  ["a kind that is none", { nodes: [{ id: "a", kind: "skill" }] }, "nodes.0.kind", /must be one of/],
  ["a key that is none", { nodes: [{ ...give("a", 1), colour: 1 }] }, "nodes.0.colour", /is not known here/],
  ["an id with a hyphen", { nodes: [give("a-b", 1)] }, "nodes.0.id", /small letters/],
  [
    "a schema that is none",
    { nodes: [give("a", 1)], input_schema: { type: "text" } },
    "input_schema",
    /is no JSON Schema/,
  ],
])("W12: %s is no graph", async (_, graph, path, message) => {
  const { errors } = await check(graph);
  expect(errors).toContainEqual({ path, message: expect.stringMatching(message) });
});

test("a node that is joined to nothing is warned of", async () => {
  const { errors, warnings } = await check({ nodes: [...two, give("c", 3)], edges: [edge("a", "b")] });
  expect([errors, warnings]).toEqual([[], [expect.stringMatching(/^c is joined to nothing/)]]);
});

test("a thousand nodes in one line are checked", async () => {
  const nodes = Array.from({ length: 1_000 }, (_, i) => give(`n${i}`, i));
  const edges = nodes.slice(1).map(({ id }, i) => edge(`n${i}`, id));
  expect(await check({ nodes, edges })).toEqual({ errors: [], warnings: [] });
});

test("a draft may be wrong, and is not published; a version is as it was published", async () => {
  const { client } = app;
  const wrong = { nodes: two, edges: [edge("a", "c")] };
  const made = await client.call("POST", "/admin/workflows", { name: "x", graph: wrong }, 201);
  const path = `/admin/workflows/${made.id}`;
  expect((await client.call("POST", `${path}/versions`, {}, 400)).errors[0].path).toBe("edges.0.to");
  expect(await client.call("POST", `${path}/runs`, {}, 409)).toMatchObject({ code: "not_published" });
  await client.call("PUT", `${path}/draft`, { nodes: two }, 200);
  expect(await client.call("POST", `${path}/versions`, { note: "first" }, 201)).toMatchObject({
    version: 1,
    note: "first",
  });
  expect(await client.call("POST", `${path}/versions`, {}, 409)).toMatchObject({ code: "no_draft" });
  await client.call("PUT", `${path}/draft`, { nodes: [give("other", 1)] }, 200);
  await client.call("POST", `${path}/versions`, {}, 201);
  const { versions } = await client.call("GET", `${path}/versions`);
  expect(versions.map(({ version }: { version: number }) => version)).toEqual([2, 1]);
  const restored = await client.call("POST", `${path}/versions/1/restore`, undefined, 200);
  expect(restored.draft).toEqual((await client.call("GET", `${path}/versions/1`)).graph);
  await client.call("PATCH", path, { enabled: false }, 200);
  expect(await client.call("POST", `${path}/runs`, {}, 409)).toMatchObject({ code: "disabled" });
  await client.call("DELETE", path, undefined, 204);
  await client.call("GET", path, undefined, 404);
});

test("W9: a workflow that calls itself in the end is not published", async () => {
  const { client } = app;
  const calls = (workflow_id: string) => ({ nodes: [{ id: "call", kind: "workflow", workflow_id }] });
  const first = await published(app, { nodes: two });
  const second = await published(app, calls(first));
  await client.call("PUT", `/admin/workflows/${first}/draft`, calls(second), 200);
  const { errors } = await client.call("POST", `/admin/workflows/${first}/versions`, {}, 400);
  expect(errors).toEqual([
    { path: "nodes.0.workflow_id", message: `calls itself in the end: ${[first, second, first].join(" → ")}` },
  ]);
});

test("an input that the graph does not take is refused, with what is wrong with it", async () => {
  const input_schema = { type: "object", properties: { n: { type: "number" } }, required: ["n"] };
  const id = await published(app, { nodes: [shell("a", "true")], input_schema });
  const { errors } = await app.client.call("POST", `/admin/workflows/${id}/runs`, { input: { n: "one" } }, 400);
  expect(errors).toEqual([{ path: "input", message: "/n must be number" }]);
});
