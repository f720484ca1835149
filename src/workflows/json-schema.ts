import { z } from "@hono/zod-openapi";
import { Ajv } from "ajv";
import { compilePattern, patternSteps, TEXT_LIMIT } from "~/triggers/index.ts";
import { oddityOf } from "./schema-bounds.ts";

/** Of one text: there may be a thousand. */
const MOST_STEPS = 100 * TEXT_LIMIT;

/** What was compiled is forgotten at once; only the language itself is kept. */
const ajv = new Ajv({
  ...{ strict: false, allErrors: false, ownProperties: true, logger: false, unicodeRegExp: true },
  code: { regExp: Object.assign(bounded, { code: "bounded" }) },
});
// Its own compares each with each.
ajv.removeKeyword("uniqueItems");
ajv.addKeyword({
  keyword: "uniqueItems",
  type: "array",
  schemaType: "boolean",
  error: { message: "must not hold the same twice" },
  validate: (wanted: boolean, list: unknown[]) => !wanted || new Set(list.map(told)).size === list.length,
});

/** A JSON Schema that can be read, and that takes no longer than what it judges is long: looked at when it is saved. */
export const JsonSchema = z
  .record(z.string(), z.unknown())
  .superRefine((schema, issues) => {
    const message = oddityOf(schema) ?? refusalOf(schema);
    if (message) issues.addIssue({ code: "custom", message });
  })
  .openapi("JsonSchema");

/** What of a value does not satisfy a schema, in a few words; undefined when all does. */
export function mistakeIn(schema: Record<string, unknown>, value: unknown): string | undefined {
  return using(schema, (validate) => {
    if (validate(value)) return undefined;
    const [first] = validate.errors ?? [];
    return `${first?.instancePath || "it"} ${first?.message}`;
  });
}

function refusalOf(schema: Record<string, unknown>): string | undefined {
  try {
    using(schema, () => {});
    return undefined;
  } catch (error) {
    return `is no JSON Schema: ${error instanceof Error ? error.message : error}`;
  }
}

function using<T>(schema: Record<string, unknown>, use: (validate: ReturnType<typeof ajv.compile>) => T): T {
  try {
    return use(ajv.compile(schema));
  } finally {
    ajv.removeSchema(schema);
  }
}

/** A pattern that may take too long is none, and a text that is too long for it satisfies none. */
function bounded(source: string) {
  const pattern = compilePattern(source);
  // What cannot be told is no number.
  if (!pattern || !(patternSteps(source) <= MOST_STEPS))
    throw new Error(`the pattern ${source} may take too long on a hostile text: begin it with ^, nest no repetitions`);
  const test = (text: string) => text.length <= TEXT_LIMIT && pattern.test(text);
  // It is known by that.
  return { test, toString: () => source };
}

/** The same text for the same value, whatever the order of its keys. */
function told(value: unknown): string {
  return JSON.stringify(value, (_, one: unknown) =>
    typeof one === "object" && one !== null && !Array.isArray(one)
      ? Object.entries(one).toSorted(([a], [b]) => (a < b ? -1 : 1))
      : one,
  );
}
