import { expect, test } from "bun:test";
import { deliver, webhook } from "~/testing/deliver.ts";
import { openTest } from "~/testing/server.ts";

const UNSIGNED = { secret: "" };

test("an unsigned trigger takes what nobody signed, and it may only read", async () => {
  await using app = await openTest();
  const { client } = app;
  const fields = { permissions: "full", backend: "claude", allowed_tools: ["Bash"], prompt_template: "argv" };
  const open = await webhook(client, { unsigned: true }, fields);
  const signed = await webhook(client);
  for (const path of ["/", `/api/webhooks/${open.id}`]) {
    const { execution_ids } = await deliver(client, { path }, { ...UNSIGNED, path });
    expect(execution_ids).toHaveLength(1);
    const execution = await client.execution(execution_ids[0]);
    expect(execution).toMatchObject({ trigger_id: open.id, permissions: "read_only", allowed_tools: null });
  }
  // A signature nobody knows makes it no better and no worse.
  const { execution_ids } = await deliver(client, { n: 1 }, { secret: "of a stranger" });
  expect((await client.execution(execution_ids[0])).permissions).toBe("read_only");
  // The rights stay for a person.
  const run = await client.call("POST", `/admin/triggers/${open.id}/run`, {});
  expect(await client.execution(run.execution_id)).toMatchObject({ permissions: "full", allowed_tools: ["Bash"] });
  await deliver(client, {}, { ...UNSIGNED, path: `/api/webhooks/${signed.id}` }, 401);
});

test("a signed delivery is not for the unsigned trigger beside it", async () => {
  await using app = await openTest();
  await webhook(app.client, { unsigned: true });
  const signed = await webhook(app.client);
  const { execution_ids } = await deliver(app.client, {});
  expect(execution_ids).toHaveLength(1);
  expect((await app.client.execution(execution_ids[0])).trigger_id).toBe(signed.id);
});

test.each([
  ["X-Forwarded-For", "10.0.0.1"],
  ["Forwarded", "for=10.0.0.1"],
  ["X-Forwarded-Server", "tunnel"],
  ["X-Original-URL", "/"],
  ["CF-Ray", "1"],
  ["True-Client-IP", "10.0.0.1"],
  ["Host", "agents.example"],
  ["Host", "127.0.0.1.agents.example:20000"],
])("what came through a proxy or a tunnel (%s) must be signed", async (name, value) => {
  await using app = await openTest();
  const { client } = app;
  const { id } = await webhook(client, { unsigned: true });
  const headers = { [name]: value };
  await deliver(client, {}, { ...UNSIGNED, headers }, 401);
  await deliver(client, {}, { ...UNSIGNED, headers, path: `/api/webhooks/${id}` }, 401);
  await deliver(client, {}, UNSIGNED);
});

test.each([
  ["PUBLIC_URL", "https://agents.example"],
  ["TRUST_PROXY", "127.0.0.1"],
  ["HOST", "0.0.0.0"],
])("a server that got %s later takes no more of it", async (name, value) => {
  const first = await openTest();
  const { id } = await webhook(first.client, { unsigned: true });
  await first.close();
  await using second = await openTest({ AGENTED_DATA_DIR: first.data_dir, [name]: value });
  await deliver(second.client, {}, UNSIGNED, 401);
  const changed = await second.client.call("PATCH", `/admin/triggers/${id}`, { enabled: false }, 200);
  expect(changed).toMatchObject({ enabled: false, source: { unsigned: true } });
});
