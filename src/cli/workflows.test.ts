import { afterAll, beforeAll, expect, test } from "bun:test";
import { commandLine } from "~/testing/command-line.ts";
import { openTest } from "~/testing/server.ts";
import { until } from "~/testing/until.ts";

let app: Awaited<ReturnType<typeof openTest>>;
let agented: ReturnType<typeof commandLine>;
beforeAll(async () => {
  app = await openTest();
  agented = commandLine(app);
});
afterAll(() => app[Symbol.asyncDispose]());

const YAML = `
name: Ask and say
graph:
  nodes:
    - { id: ask, kind: approval, question: "Say {input.word}?" }
    - { id: say, kind: transform, value: "{input.word}" }
  edges:
    - { from: ask, to: say }
`;

test("a workflow is applied, started by its name, approved and read along", async () => {
  const applied = await agented(["workflows", "apply", "-f", "-"], { stdin: YAML });
  expect(applied).toMatchObject({ code: 0, out: expect.stringContaining('+ workflows "Ask and say"') });
  const { out: listed } = await agented(["workflows", "list"]);
  expect(listed).toMatch(/Ask and say\s+1\s+no\s+yes/);
  const { code, out } = await agented(["workflows", "run", "Ask and say", "--input", '{"word":"hello"}']);
  expect(code).toBe(0);
  const id = out.trim();
  await until(
    "it to ask",
    async () => (await app.client.call("GET", `/admin/runs/${id}`)).nodes[0]?.status === "waiting",
  );
  expect((await agented(["runs", "list", "--status", "running"])).out).toContain(id);
  expect(await agented(["runs", "approve", id])).toMatchObject({ code: 0, out: `${id} ask approved\n` });
  const followed = await agented(["runs", "follow", id, "--exit-status"]);
  expect(followed).toMatchObject({ code: 0, out: expect.stringContaining("say succeeded") });
  expect((await agented(["runs", "get", id])).out).toContain("output: hello");
  expect(await agented(["runs", "approve", id])).toMatchObject({
    code: 1,
    err: expect.stringContaining("asks nobody"),
  });
});

test("what is exported of one can be applied again, and says nothing of ids", async () => {
  const { out } = await agented(["workflows", "export", "Ask and say"]);
  expect(out).toContain("question: Say {input.word}?");
  expect(out).not.toMatch(/wf-|optional:/);
  const again = await agented(["workflows", "apply", "-f", "-", "--detailed-exitcode"], { stdin: out });
  expect(again).toMatchObject({ code: 0, err: "0 changed, 1 as they were\n" });
});

test("a draft is published; a run is cancelled, and done again with another input", async () => {
  const [made] = (await app.client.call("GET", "/admin/workflows")).workflows;
  const graph = { nodes: [{ id: "ask", kind: "approval", question: "Go?" }] };
  await app.client.call("PUT", `/admin/workflows/${made.id}/draft`, graph, 200);
  expect((await agented(["workflows", "publish", "Ask and say", "--note", "shorter"])).out).toBe(
    `${made.id} version 2\n`,
  );
  const { out } = await agented(["workflows", "run", made.id]);
  const id = out.trim();
  expect(await agented(["runs", "cancel", id])).toMatchObject({ code: 0, out: `${id}\n` });
  const again = (await agented(["runs", "rerun", id, "--input", "5"])).out.trim();
  expect((await app.client.call("GET", `/admin/runs/${again}`)).input).toBe(5);
  await until(
    "it to ask",
    async () => (await app.client.call("GET", `/admin/runs/${again}`)).nodes[0]?.status === "waiting",
  );
  await agented(["runs", "reject", again, "ask", "--comment", "not now"]);
  const { code, out: told } = await agented(["runs", "follow", again, "--exit-status"]);
  expect([code, told]).toEqual([1, expect.stringContaining("ask failed: not now")]);
});

test("a trigger that starts a workflow answers its run", async () => {
  const [{ id: workflow_id }] = (await app.client.call("GET", "/admin/workflows")).workflows;
  const trigger = { name: "Starts it", source: { kind: "manual" }, workflow_id };
  await app.client.call("POST", "/admin/triggers", trigger, 201);
  const { out } = await agented(["run", "Starts it"]);
  expect(out).toMatch(/^run-[0-9a-z]{20}\n$/);
  await agented(["runs", "cancel", out.trim()]);
});

test("what has no name is said so", async () => {
  const { code, err } = await agented(["workflows", "run", "None"]);
  expect([code, err]).toEqual([
    1,
    expect.stringContaining("there is no workflow None: agented workflows list shows them"),
  ]);
});
