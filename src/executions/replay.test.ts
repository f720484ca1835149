import { expect, test } from "bun:test";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Client } from "~/testing/client.ts";
import { deliver, webhook } from "~/testing/deliver.ts";
import { openTest } from "~/testing/server.ts";

test("a replay has the inputs of what it repeats, and says of which", async () => {
  await using app = await openTest();
  const { client } = app;
  const first = await client.start(["cat"], { tags: ["a"], timeout_secs: 70, allowed_actions: ["comment"] }, "hello");
  const before = await client.finished(first);
  const { execution_id } = await client.call("POST", `/admin/executions/${first}/replay`, {});
  const { working_dir, trigger_id, chain } = before;
  expect(await client.finished(execution_id)).toMatchObject({
    ...{ status: "succeeded", origin: "replay", retry_of: first, prompt: "hello", working_dir, trigger_id, chain },
    ...{ tags: ["a"], timeout_ms: 70_000, allowed_actions: ["comment"] },
  });
});

test("what is edited is run as it is edited, also of one that goes on", async () => {
  await using app = await openTest();
  const { client } = app;
  const working_dir = join(app.data_dir, "elsewhere");
  mkdirSync(working_dir);
  const first = await client.start(["sh", "-c", "cat; pwd"], { permissions: "read_only" }, "hang");
  const edit = { prompt: "done", permissions: "full", timeout_secs: 5, tags: ["b"], working_dir };
  const { execution_id } = await client.call("POST", `/admin/executions/${first}/replay`, edit);
  expect(await client.finished(execution_id)).toMatchObject({
    ...{ prompt: "done", permissions: "full", timeout_ms: 5_000, tags: ["b"], working_dir, status: "succeeded" },
  });
  expect(await client.lines(execution_id)).toEqual([`done${working_dir}`]);
});

test("another backend runs it, or another model", async () => {
  await using app = await openTest();
  const { client } = app;
  const { id } = await client.trigger({ backend: "claude", model: "opus", prompt_template: "say hi" });
  const { execution_id: first } = await client.call("POST", `/admin/triggers/${id}/run`, {});
  await client.finished(first);
  const again = async (body: unknown) =>
    client.finished((await client.call("POST", `/admin/executions/${first}/replay`, body)).execution_id);
  expect(await again({ backend: "codex" })).toMatchObject({ backend: "codex", model: null, status: "succeeded" });
  expect(await again({ model: "sonnet" })).toMatchObject({ backend: "claude", model: "sonnet" });
  const refused = await client.call("POST", `/admin/executions/${first}/replay`, { backend: "command" }, 400);
  expect(refused.errors).toEqual([{ path: "backend", message: expect.stringContaining("needs a backend_config") }]);
});

test("a stranger's prompt gets no more than it was trusted with, until it is a person's", async () => {
  await using app = await openTest();
  const { client } = app;
  await webhook(client, { unsigned: true }, { permissions: "full" });
  const {
    execution_ids: [first],
  } = await deliver(client, { text: "x" }, { secret: "" });
  const path = `/admin/executions/${first}/replay`;
  await client.finished(first);
  expect(await client.execution(first)).toMatchObject({ permissions: "read_only", allowed_tools: null });
  const { errors } = await client.call("POST", path, { permissions: "edit" }, 400);
  expect(errors).toEqual([{ path: "permissions", message: expect.stringContaining("give the `prompt` too") }]);
  await client.call("POST", path, { allowed_tools: ["Bash"] }, 400);
  const same = (await client.call("POST", path, {})).execution_id;
  expect(await client.execution(same)).toMatchObject({ permissions: "read_only" });
  const mine = (await client.call("POST", path, { prompt: "mine", permissions: "edit" })).execution_id;
  expect(await client.execution(mine)).toMatchObject({ permissions: "edit" });
});

test.each([
  ["an unknown field", { colour: "red" }, "colour"],
  ["a directory that is not there", { working_dir: "/not/there" }, "working_dir"],
  ["an empty prompt", { prompt: "" }, "prompt"],
])("%s is refused", async (_, body, path) => {
  await using app = await openTest();
  const first = await app.client.start(["true"]);
  const { errors } = await app.client.call("POST", `/admin/executions/${first}/replay`, body, 400);
  expect(errors[0].path).toBe(path);
});

test("a key that may only run has it as far trusted, and where, as it was", async () => {
  await using app = await openTest();
  const { key } = await app.client.call("POST", "/admin/keys", { name: "runner", scopes: ["run"] }, 201);
  const first = await app.client.start(["cat"], { permissions: "read_only" }, "hello");
  const { working_dir } = await app.client.finished(first);
  const runner = new Client(app.client.url, key);
  const path = `/admin/executions/${first}/replay`;
  for (const more of [{ permissions: "full" }, { allowed_tools: ["Bash"] }, { working_dir: app.data_dir }]) {
    const { code, errors } = await runner.call("POST", path, { prompt: "mine", ...more }, 403);
    expect([code, errors]).toEqual(["scope_missing", [expect.objectContaining({ path: Object.keys(more)[0] })]]);
  }
  await runner.call("POST", path, { prompt: "mine", permissions: "read_only", working_dir });
});
