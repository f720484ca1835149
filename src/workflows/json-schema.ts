import { z } from "@hono/zod-openapi";
import { Ajv } from "ajv";

const compiler = () => new Ajv({ strict: false, allErrors: false });

/** A JSON Schema that can be read: what it says is checked when it is saved. */
export const JsonSchema = z
  .record(z.string(), z.unknown())
  .superRefine((schema, issues) => {
    try {
      compiler().compile(schema);
    } catch (error) {
      issues.addIssue({
        code: "custom",
        message: `is no JSON Schema: ${error instanceof Error ? error.message : error}`,
      });
    }
  })
  .openapi("JsonSchema");

/** What of a value does not satisfy a schema, in a few words; undefined when all does. */
export function mistakeIn(schema: Record<string, unknown>, value: unknown): string | undefined {
  const validate = compiler().compile(schema);
  if (validate(value)) return undefined;
  const [first] = validate.errors ?? [];
  return `${first?.instancePath || "it"} ${first?.message}`;
}
