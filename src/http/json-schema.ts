import type { z } from "@hono/zod-openapi";
import { router } from "./router.ts";

/** A schema as JSON Schema on its own, what it names beneath `$defs`: as the OpenAPI document has it. */
export function jsonSchema(title: string, schema: z.ZodType): Record<string, unknown> {
  const { openAPIRegistry, getOpenAPI31Document } = router();
  openAPIRegistry.register("Described", schema);
  const { components } = getOpenAPI31Document({ openapi: "3.1.0", info: { title: "Agented", version: "1" } });
  const { Described, ...$defs } = components?.schemas ?? {};
  const text = JSON.stringify({ title, ...Described, $defs });
  return JSON.parse(text.replaceAll("#/components/schemas/", "#/$defs/"));
}
