import { expect, test } from "bun:test";
import { deliver, webhook } from "~/testing/deliver.ts";
import { openTest } from "~/testing/server.ts";

const PAYLOAD = { pull_request: { title: "Fix {trigger_id}" }, log: "x".repeat(50) };

test("a template is tried against a past delivery, with what came from outside marked", async () => {
  await using app = await openTest();
  const { client } = app;
  const made = await webhook(client, {}, { prompt_template: "Old: {pr_title}", enabled: false });
  const other = await client.trigger({ field_limits: { "payload.log": 20 } });
  const { delivery_id } = await deliver(client, PAYLOAD);
  const tried = (fields: Record<string, unknown>, status = 200, id = delivery_id) =>
    client.call("POST", `/admin/deliveries/${id}/preview`, fields, status);

  const saved = await tried({ trigger_id: made.id });
  expect(saved.prompt).toMatch(/Old: <untrusted-\w+ field="pr_title">Fix \{trigger_id\}<\/untrusted-\w+>$/);
  // One that is started by hand trusts who types; nobody typed this.
  const { prompt, untrusted } = await tried({ trigger_id: other.id, prompt_template: "New: {payload.log}" });
  const [{ start, end, placeholder }] = untrusted;
  expect([placeholder, prompt.slice(start, end)]).toEqual(["payload.log", "x".repeat(20)]);

  expect(await tried({ trigger_id: app.ctx.newId("trigger") }, 404)).toMatchObject({ code: "not_found" });
  const none = app.ctx.newId("delivery");
  expect(await tried({ trigger_id: made.id }, 404, none)).toMatchObject({ detail: `There is no delivery ${none}.` });
  await tried({}, 400);
  expect((await client.call("GET", "/admin/executions")).executions).toEqual([]);
});
