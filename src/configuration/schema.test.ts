import { expect, test } from "bun:test";
import { join } from "node:path";
import { configurationSchema } from "./schema.ts";

const COPY = join(import.meta.dir, "../../docs/config.schema.json");

test("docs/config.schema.json is what the models say: bun run docs writes it", async () => {
  expect(await Bun.file(COPY).json()).toEqual(configurationSchema());
});
