import { router } from "~/http/router.ts";
import { Configuration } from "./model.ts";

/** What editors check a document by: a part of the OpenAPI document, whose schemas are JSON Schema, on its own. */
export function configurationSchema(): Record<string, unknown> {
  const { openAPIRegistry, getOpenAPI31Document } = router();
  openAPIRegistry.register("Configuration", Configuration);
  const { components } = getOpenAPI31Document({ openapi: "3.1.0", info: { title: "Agented", version: "1" } });
  const { Configuration: schema, ...$defs } = components?.schemas ?? {};
  const $schema = "https://json-schema.org/draft/2020-12/schema";
  const text = JSON.stringify({ $schema, title: "Agented's configuration", ...schema, $defs });
  return JSON.parse(text.replaceAll("#/components/schemas/", "#/$defs/"));
}
