import { jsonSchema } from "~/http/json-schema.ts";
import { Configuration } from "./model.ts";

/** What editors check a document by. */
export function configurationSchema(): Record<string, unknown> {
  const $schema = "https://json-schema.org/draft/2020-12/schema";
  return { $schema, ...jsonSchema("Agented's configuration", Configuration) };
}
