import { expect, test } from "bun:test";
import { join } from "node:path";
import { configurationSchemaRoutes } from "./index.ts";
import { configurationSchema } from "./schema.ts";

const COPY = join(import.meta.dir, "../../docs/config.schema.json");

test("docs/config.schema.json is what the models say: bun run docs writes it", async () => {
  expect(await Bun.file(COPY).json()).toEqual(configurationSchema());
});

test("whoever asks for it twice has it from where he keeps it, or from here at once", async () => {
  const routes = configurationSchemaRoutes();
  const first = await routes.request("/config.schema.json");
  expect(first.headers.get("Cache-Control")).toBe("public, max-age=3600");
  const start = performance.now();
  for (let i = 0; i < 50; i++) await routes.request("/config.schema.json");
  expect(performance.now() - start).toBeLessThan(500);
});
