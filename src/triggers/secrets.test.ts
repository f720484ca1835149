import { expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Client } from "~/testing/client.ts";
import { post } from "~/testing/deliver.ts";
import { memoryLog } from "~/testing/memory-log.ts";
import { openTest, spawnServer } from "~/testing/server.ts";
import { until } from "~/testing/until.ts";

const source = (given: Record<string, unknown> = {}) => ({ source: { kind: "webhook", ...given } });

test("a secret that another SECRET_KEY sealed stops neither the start, nor other triggers, nor a new secret", async () => {
  const first = await openTest({ SECRET_KEY: "a".repeat(64) });
  const old = await first.client.trigger(source({ secret: "the sealed one" }));
  await first.close();
  const { log, lines } = memoryLog();
  const env = { AGENTED_DATA_DIR: first.data_dir, SECRET_KEY: "b".repeat(64) };
  await using second = await openTest(env, { log });
  const { client } = second;
  const warned = lines.filter(({ msg }) => /secret of a trigger cannot be read/.test(msg));
  expect(warned).toMatchObject([{ level: 40, trigger_id: old.id }]);
  await client.trigger(source({ secret: "the other one" }));
  expect(await opens(client, "the other one")).toBe(true);
  // Nobody can say that this one is not signed.
  const unknown = await post(client, "{}", { secret: "the sealed one" });
  expect([unknown.status, (await unknown.json()).code]).toEqual([503, "secret_unreadable"]);
  expect((await post(client, "{}", { secret: "" })).status).toBe(401);
  const path = `/admin/triggers/${old.id}`;
  await client.call("PATCH", path, { name: "renamed" }, 200);
  await client.call("PATCH", path, source({ secret: "the new one" }), 200);
  expect(await opens(client, "the new one")).toBe(true);
  expect((await post(client, "{}", { secret: "the sealed one" })).status).toBe(401);
});

test.each(["whsec_", "whsec_c2hvcnQ=", `whsec_${btoa("fifteen bytes..")}`])(
  "%s is no Standard Webhooks secret",
  async (secret) => {
    await using app = await openTest();
    const fields = { name: "x", ...source({ secret }), prompt_template: "x", backend: "command" };
    const { errors } = await app.client.call("POST", "/admin/triggers", fields, 400);
    expect(errors).toContainEqual({ path: "source.secret", message: expect.stringContaining("16 bytes") });
  },
);

/** Whether a delivery signed with this secret is taken. */
async function opens(client: Client, secret: string, path = "/"): Promise<boolean> {
  return (await post(client, JSON.stringify({ nonce: crypto.randomUUID() }), { secret, path })).status === 202;
}

test("a secret that nobody gave is made, and shown in the 201 alone", async () => {
  await using app = await openTest();
  const { client } = app;
  const made = await client.trigger(source());
  expect(made.source).toEqual({ kind: "webhook", unsigned: false, secret_set: true, secret: expect.any(String) });
  expect(Buffer.from(made.source.secret, "base64url")).toHaveLength(24);
  expect(await opens(client, made.source.secret)).toBe(true);
  const path = `/admin/triggers/${made.id}`;
  const answers = [
    await client.call("GET", path),
    await client.call("GET", "/admin/triggers"),
    await client.call("PATCH", path, { name: "other" }, 200),
    await client.call("PATCH", path, source({ keyword: "x" }), 200),
  ];
  expect(JSON.stringify(answers)).not.toContain(made.source.secret);
  expect(answers[3].source).toEqual({ kind: "webhook", unsigned: false, keyword: "x", secret_set: true });
});

test("a secret that was given is never shown", async () => {
  await using app = await openTest();
  const made = await app.client.trigger(source({ secret: "given-by-a-person" }));
  expect(made.source).toEqual({ kind: "webhook", unsigned: false, secret_set: true });
  expect(await opens(app.client, "given-by-a-person")).toBe(true);
});

test("a change keeps the secret while the kind stays, and a new source loses it", async () => {
  await using app = await openTest();
  const { client } = app;
  const { id } = await client.trigger(source({ secret: "the first one", keyword: "x" }));
  const patch = (fields: Record<string, unknown>) => client.call("PATCH", `/admin/triggers/${id}`, fields, 200);
  // The source is replaced whole: the keyword is gone, the secret is not.
  expect((await patch(source())).source).toEqual({ kind: "webhook", unsigned: false, secret_set: true });
  expect(await opens(client, "the first one")).toBe(true);
  await patch(source({ secret: "the second one" }));
  expect([await opens(client, "the first one"), await opens(client, "the second one")]).toEqual([false, true]);
  expect((await patch({ source: { kind: "manual" } })).source).toEqual({ kind: "manual" });
  expect(await opens(client, "the second one")).toBe(false);
  const again = await patch(source());
  expect(await opens(client, "the second one")).toBe(false);
  expect(await opens(client, again.source.secret)).toBe(true);
});

test("a deleted trigger takes nothing more, and its executions stay", async () => {
  await using app = await openTest();
  const { client } = app;
  const { id } = await client.trigger(source({ secret: "of a deleted one" }));
  const run = await client.call("POST", `/admin/triggers/${id}/run`, {});
  await client.finished(run.execution_id);
  await client.call("DELETE", `/admin/triggers/${id}`, undefined, 204);
  expect(await opens(client, "of a deleted one")).toBe(false);
  expect(await client.execution(run.execution_id)).toMatchObject({ trigger_id: id, status: "succeeded" });
  expect((await client.call("GET", `/admin/executions?trigger_id=${id}`)).executions).toHaveLength(1);
});

test("neither the log nor a file of the data directory holds a secret", async () => {
  await using app = await spawnServer({ LOG_LEVEL: "debug" });
  const { client } = app;
  const made = await client.trigger(source());
  const secrets = [made.source.secret, "one-that-was-given"];
  const { id } = await client.trigger({
    ...source({ secret: secrets[1] }),
    backend_config: { command: ["sh", "-c", "cat; cat >&2"] },
    prompt_template: "{message}",
  });
  for (const secret of secrets) expect(await opens(client, secret, "/?secret=x")).toBe(true);
  const { execution_id } = await client.call("POST", `/admin/triggers/${id}/run`, { message: "no secret" });
  await client.finished(execution_id);
  const left = join(app.data_dir, "executions", execution_id);
  await until("its output files to be put away", () => !existsSync(left) || readdirSync(left).length === 0);
  const files = readdirSync(app.data_dir, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  const texts = files.map((file) => readFileSync(join(file.parentPath, file.name), "latin1"));
  expect(texts.length).toBeGreaterThan(3);
  for (const text of [...texts, app.output()]) {
    for (const secret of secrets) expect(text.includes(secret)).toBe(false);
  }
}, 20_000);
