import fc, { type Arbitrary } from "fast-check";
import type { Document, Schema } from "~/testing/contract.ts";
import type { Ids } from "./fuzz-ids.ts";

/** What a person or a program might send that no schema thinks of. */
const ODD: Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, "", " ", 0, -1, 1e308, 2 ** 53, [], {}, true, "\0", "null", "__proto__", "../..", "'"),
  fc.string({ unit: "binary", maxLength: 30 }),
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<unknown>("x".repeat(70_000), "\ud800", { constructor: { prototype: { x: 1 } } }),
);

const DEEPEST = 8;

/** Makes values of a schema: mostly such that fit, at its bounds and between them, sometimes what does not. */
export class Maker {
  constructor(
    private readonly document: Document,
    private readonly ids: Ids,
  ) {}

  value(schema: Schema, depth = 0): Arbitrary<unknown> {
    return fc.oneof({ weight: 80, arbitrary: this.#fitting(schema, depth) }, { weight: 1, arbitrary: ODD });
  }

  #fitting(schema: Schema, depth: number): Arbitrary<unknown> {
    if (depth > DEEPEST) return fc.constant(null);
    const { $ref, allOf, enum: values, type } = schema;
    if (typeof $ref === "string") return this.#fitting(this.#named($ref), depth + 1);
    if (Array.isArray(allOf)) return this.#fitting(this.#merged(allOf), depth);
    const branches = schema.anyOf ?? schema.oneOf;
    if (Array.isArray(branches)) return fc.oneof(...branches.map((one) => this.#fitting(one, depth + 1)));
    if (Array.isArray(values)) return fc.constantFrom(...values);
    if (Array.isArray(type)) return fc.oneof(...type.map((one) => this.#fitting({ ...schema, type: one }, depth)));
    if (type === "object") return this.#object(schema, depth);
    if (type === "array") return this.#array(schema, depth);
    if (type === "string") return this.#string(schema);
    if (type === "integer" || type === "number") return numberOf(schema);
    if (type === "boolean") return fc.boolean();
    return type === "null" ? fc.constant(null) : fc.jsonValue({ maxDepth: 2 });
  }

  #object({ properties = {}, required, additionalProperties }: Schema, depth: number): Arbitrary<unknown> {
    const fields = mapped(properties, (one) => this.value(one, depth + 1));
    const known = fc.record(fields, { requiredKeys: Array.isArray(required) ? required : [] });
    if (!isSchema(additionalProperties)) return known;
    const more = fc.dictionary(fc.string({ maxLength: 8 }), this.value(additionalProperties, depth + 1), {
      maxKeys: 3,
    });
    return fc.tuple(known, more).map(([own, others]) => ({ ...others, ...own }));
  }

  #array({ items = {}, minItems, maxItems }: Schema, depth: number): Arbitrary<unknown> {
    const most = Math.min(Number(maxItems ?? 3), 3);
    const least = Math.min(Number(minItems ?? 0), most);
    return fc.array(this.value(isSchema(items) ? items : {}, depth + 1), { minLength: least, maxLength: most });
  }

  #string({ pattern, format, minLength = 0, maxLength, example }: Schema): Arbitrary<string> {
    // The generator knows no lookahead: for such a pattern its text is as good as any.
    if (typeof pattern === "string" && !/\(\?[!=<]/.test(pattern)) {
      const matching = fc.stringMatching(new RegExp(pattern));
      const known = this.ids.any(pattern);
      return known ? fc.oneof(often(known), sometimes(matching)) : matching;
    }
    if (format === "date-time") return fc.date({ noInvalidDate: true }).map((at) => at.toISOString());
    if (format === "date") return fc.date({ noInvalidDate: true }).map((at) => at.toISOString().slice(0, 10));
    if (format === "uri") return fc.webUrl();
    const least = Number(minLength);
    const most = Math.max(least, Math.min(Number(maxLength ?? 40), 40));
    const usual = fc.string({ unit: "grapheme", minLength: least, maxLength: most });
    const plain = fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/);
    const longest = "é".repeat(Math.min(Number(maxLength ?? 1_000), 100_000));
    const bounds = fc.constantFrom(longest, `${longest}x`, "");
    const known = fc.constant(String(example ?? "a"));
    return fc.oneof(often(plain), often(known), sometimes(usual), sometimes(bounds));
  }

  #named(ref: string): Schema {
    return this.document.components.schemas[ref.split("/").at(-1) ?? ""] ?? {};
  }

  #merged(parts: Schema[]): Schema {
    const whole = parts.map((part) => (typeof part.$ref === "string" ? this.#named(part.$ref) : part));
    const properties = Object.assign({}, ...whole.map((part) => part.properties));
    const required = whole.flatMap((part) => (Array.isArray(part.required) ? part.required : []));
    return { ...Object.assign({}, ...whole), properties, required };
  }
}

/** At its bounds, between them, and one beyond. */
function numberOf({ type, minimum = -1_000, maximum = 1_000 }: Schema): Arbitrary<number> {
  const [least, most] = [Number(minimum), Number(maximum)];
  const bounds = fc.constantFrom(least, most, least - 1, most + 1);
  const [from, to] = [Math.ceil(least), Math.floor(Math.min(most, 2 ** 31))];
  const between = fc.oneof(fc.integer({ min: from, max: to }), fc.integer({ min: from, max: Math.min(to, from + 3) }));
  const broken = fc.double({ noNaN: true, noDefaultInfinity: true });
  return fc.oneof(often(between), sometimes(bounds), ...(type === "number" ? [sometimes(broken)] : []));
}

function isSchema(value: unknown): value is Schema {
  return typeof value === "object" && value !== null;
}

function mapped<T>(object: unknown, change: (value: Schema) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(object ?? {}).map(([key, value]) => [key, change(value)]));
}

export function often<T>(arbitrary: Arbitrary<T>) {
  return { weight: 12, arbitrary };
}

export function sometimes<T>(arbitrary: Arbitrary<T>) {
  return { weight: 1, arbitrary };
}
