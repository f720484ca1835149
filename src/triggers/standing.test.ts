import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { openTest } from "~/testing/server.ts";
import { standingTriggers } from "./standing.ts";

test("what stands is read once, and anew after every change", async () => {
  await using app = await openTest();
  const { client, ctx } = app;
  const standing = standingTriggers(ctx, "webhook");
  expect(standing()).toEqual([]);
  const { id } = await client.trigger({ source: { kind: "webhook", secret: "the first one" } });
  const path = `/admin/triggers/${id}`;
  const [made] = standing();
  expect(made).toMatchObject({ id, enabled: true });
  expect(standing()[0]).toBe(made);
  await client.call("PATCH", path, { enabled: false }, 200);
  expect(standing()[0]).toMatchObject({ enabled: false });
  const sealed = standing()[0]?.sealed_secret;
  await client.call("POST", `${path}/secret/rotate`, {}, 200);
  expect(standing()[0]).toMatchObject({ sealed_previous: sealed });
  await client.call("DELETE", path, undefined, 204);
  expect(standing()).toEqual([]);
});

test("what another connection writes is seen too", async () => {
  await using app = await openTest();
  await app.client.trigger({ source: { kind: "webhook", secret: "the first one" } });
  const standing = standingTriggers(app.ctx, "webhook");
  expect(standing()).toHaveLength(1);
  const other = new Database(app.ctx.config.db_path);
  other.run("DELETE FROM triggers WHERE source_kind = 'webhook'");
  other.close();
  expect(standing()).toEqual([]);
});

test("who writes triggers rings for it", () => {
  const texts = readdirSync(import.meta.dir)
    .filter((name) => name.endsWith(".ts") && !name.endsWith("test.ts"))
    .map((name) => ({ name, text: readFileSync(join(import.meta.dir, name), "utf8") }));
  const writers = texts.filter(({ text }) => /\.(insert|update|delete)\(triggers\)/.test(text));
  const ringing = writers.filter(({ text }) => text.includes("bells.ring(TRIGGERS)"));
  expect(writers.length).toBeGreaterThan(2);
  expect(ringing).toEqual(writers);
});
