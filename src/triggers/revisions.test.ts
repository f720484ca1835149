import { expect, test } from "bun:test";
import { actsOn } from "~/testing/acts.ts";
import { openTest } from "~/testing/server.ts";
import { beginHistories } from "./history.ts";
import { trigger_revisions } from "./tables.ts";

const FIRST = "Review {pr_title}.\nBe brief.\n";
const SECOND = "Review {pr_title}.\nBe thorough.\n";

async function revised() {
  const app = await openTest();
  const { id } = await app.client.trigger({ prompt_template: FIRST, note: "a first try" });
  const path = `/admin/triggers/${id}`;
  const patch = (fields: Record<string, unknown>, status = 200) => app.client.call("PATCH", path, fields, status);
  return { app, client: app.client, id, path, patch, [Symbol.asyncDispose]: () => app[Symbol.asyncDispose]() };
}

test("every text of a template is a revision: who, when, why", async () => {
  await using stage = await revised();
  const { client, id, path, patch } = stage;
  expect(await patch({ prompt_template: SECOND, note: "misses too much" })).toMatchObject({ template_revision: 2 });
  expect(await patch({ name: "renamed", prompt_template: SECOND })).toMatchObject({ template_revision: 2 });
  const told = { id: expect.stringMatching(/^rev-/), trigger_id: id, actor: "bootstrap", restored_from: null };
  const at = { key_id: expect.stringMatching(/^key-/), created_at: expect.any(String) };
  expect(await client.call("GET", `${path}/revisions`)).toEqual({
    revisions: [
      { ...told, ...at, number: 2, note: "misses too much" },
      { ...told, ...at, number: 1, note: "a first try" },
    ],
    next_cursor: null,
  });
});

test("a revision is shown with its difference to the one before, or to any", async () => {
  await using stage = await revised();
  const { client, path, patch } = stage;
  await patch({ prompt_template: SECOND });
  await patch({ prompt_template: "Nothing.\n" });
  const first = await client.call("GET", `${path}/revisions/1`);
  expect(first).toMatchObject({ prompt_template: FIRST, against: null, diff: null });
  const second = await client.call("GET", `${path}/revisions/2`);
  expect(second).toMatchObject({ prompt_template: SECOND, against: 1 });
  expect(second.diff).toMatch(/^--- revision 1\t.*\n\+\+\+ revision 2\t.*\n@@ -1,2 \+1,2 @@\n/);
  expect(second.diff).toEndWith(" Review {pr_title}.\n-Be brief.\n+Be thorough.\n");
  const third = await client.call("GET", `${path}/revisions/3?against=1`);
  expect(third.against).toBe(1);
  expect(third.diff).toContain("-Be brief.\n+Nothing.\n");
  for (const wrong of ["4", "1?against=9"])
    expect(await client.call("GET", `${path}/revisions/${wrong}`, undefined, 404)).toMatchObject({ code: "not_found" });
  await client.call("GET", `${path}/revisions/0`, undefined, 400);
});

test("texts that differ in everything are not compared, and in little they are, however long", async () => {
  await using stage = await revised();
  const { client, path, patch } = stage;
  const lines = Array.from({ length: 10_000 }, (_, i) => `line ${i}`);
  await patch({ prompt_template: lines.join("\n") });
  await patch({ prompt_template: lines.toReversed().join("\n") });
  await patch({ prompt_template: lines.toReversed().with(5_000, "other").join("\n") });
  expect((await client.call("GET", `${path}/revisions/3`)).diff).toBeNull();
  expect((await client.call("GET", `${path}/revisions/4`)).diff).toContain("\n+other\n");
});

test("a restored text is a new revision", async () => {
  await using stage = await revised();
  const { client, path, patch } = stage;
  await patch({ prompt_template: SECOND });
  const restored = await client.call("POST", `${path}/revisions/1/restore`, { note: "it was better" }, 200);
  expect(restored).toMatchObject({ prompt_template: FIRST, template_revision: 3 });
  const third = await client.call("GET", `${path}/revisions/3`);
  expect(third).toMatchObject({ prompt_template: FIRST, restored_from: 1, note: "it was better" });
  for (const same of [1, 3])
    expect(await client.call("POST", `${path}/revisions/${same}/restore`, {}, 409)).toMatchObject({
      code: "unchanged",
    });
  await client.call("POST", `${path}/revisions/9/restore`, {}, 404);
});

test("a note says why a template is another, so it does not stand alone", async () => {
  await using stage = await revised();
  for (const fields of [{ note: "why" }, { note: "why", prompt_template: FIRST }]) {
    const { errors } = await stage.patch(fields, 400);
    expect(errors).toEqual([{ path: "note", message: expect.stringContaining("prompt_template") }]);
  }
});

test("an execution names the revision that its prompt was rendered from, and so does its retry", async () => {
  await using stage = await revised();
  const { client, path, patch } = stage;
  const before = await client.call("POST", `${path}/run`, {});
  await patch({ prompt_template: SECOND });
  const after = await client.call("POST", `${path}/run`, {});
  expect(await client.finished(before.execution_id)).toMatchObject({ template_revision: 1 });
  expect(await client.finished(after.execution_id)).toMatchObject({ template_revision: 2 });
  const retry = await client.call("POST", `/admin/executions/${before.execution_id}/retry`);
  expect(await client.finished(retry.execution_id)).toMatchObject({
    template_revision: 1,
    retry_of: before.execution_id,
  });
});

test("the next turn of a conversation was rendered from no template", async () => {
  await using stage = await revised();
  const { client, path, patch } = stage;
  await patch({ backend: "claude", backend_config: {} });
  const { execution_id } = await client.call("POST", `${path}/run`, {});
  await client.finished(execution_id);
  const next = await client.call("POST", `/admin/executions/${execution_id}/continue`, { message: "say more" });
  expect(await client.finished(next.execution_id)).toMatchObject({ status: "succeeded", template_revision: null });
});

test("the history outlives its trigger, and there is none of what never was", async () => {
  await using stage = await revised();
  const { client, path } = stage;
  await client.call("DELETE", path, undefined, 204);
  expect((await client.call("GET", `${path}/revisions`)).revisions).toHaveLength(1);
  expect(await client.call("GET", `${path}/revisions/1`)).toMatchObject({ prompt_template: FIRST });
  await client.call("POST", `${path}/revisions/1/restore`, {}, 404);
  await client.call("GET", `/admin/triggers/${stage.app.ctx.newId("trigger")}/revisions`, undefined, 404);
});

test("a trigger of a version without history begins one, once", async () => {
  await using stage = await revised();
  const { ctx } = stage.app;
  ctx.db.orm.delete(trigger_revisions).run();
  ctx.db.sqlite.run("UPDATE triggers SET template_revision = 0");
  for (let start = 0; start < 2; start++) beginHistories(ctx);
  const { revisions } = await stage.client.call("GET", `${stage.path}/revisions`);
  expect(revisions).toMatchObject([{ number: 1, actor: "server", key_id: null, note: null }]);
  expect(await stage.client.call("GET", stage.path)).toMatchObject({ template_revision: 1 });
});

test("what is done to a trigger is in the audit log", async () => {
  await using stage = await revised();
  await stage.patch({ prompt_template: SECOND, source: { kind: "webhook", secret: "a secret of a test" } });
  await stage.client.call("POST", `${stage.path}/revisions/1/restore`, {}, 200);
  await stage.client.call("DELETE", stage.path, undefined, 204);
  expect(actsOn(stage.app.ctx, stage.id)).toMatchObject([
    { action: "trigger.created", actor: "bootstrap", after: { prompt_template: FIRST, template_revision: 1 } },
    {
      action: "trigger.updated",
      before: { prompt_template: FIRST, sealed_secret: null },
      after: { sealed_secret: "[secret]" },
    },
    { action: "trigger.updated", after: { prompt_template: FIRST, template_revision: 3 } },
    { action: "trigger.deleted", before: { prompt_template: FIRST } },
  ]);
});
