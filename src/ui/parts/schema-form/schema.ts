/** What of JSON Schema our routes say of their input. */
export interface Schema {
  $ref?: string;
  $defs?: Record<string, Schema>;
  type?: string | string[];
  enum?: (string | number)[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  additionalProperties?: Schema | boolean;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  title?: string;
  description?: string;
  example?: unknown;
  default?: unknown;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
}

export type Value = Record<string, unknown>;

/** A schema without references: what it names is in its place, and whether it may be null is said apart. */
export interface Resolved extends Schema {
  nullable: boolean;
}

export function resolve(schema: Schema, root: Schema): Resolved {
  const { $ref, allOf = [], ...own } = schema;
  const named = $ref ? [root.$defs?.[$ref.replace("#/$defs/", "")] ?? {}] : [];
  const merged: Schema = Object.assign({}, ...[...named, ...allOf].map((part) => resolve(part, root)));
  return withoutNull({ ...merged, ...own }, root);
}

function withoutNull(schema: Schema, root: Schema): Resolved {
  const { type, anyOf } = schema;
  if (Array.isArray(type)) {
    const [only, ...more] = type.filter((one) => one !== "null");
    return { ...schema, type: more.length > 0 ? type : only, nullable: type.includes("null") };
  }
  const others = anyOf?.filter((one) => one.type !== "null");
  if (!anyOf || !others || others.length === anyOf.length) return { ...schema, nullable: false };
  const [only, ...more] = others;
  const { anyOf: _all, ...own } = schema;
  if (!only || more.length > 0) return { ...own, anyOf: others, nullable: true };
  return { ...resolve(only, root), ...own, nullable: true };
}

/** Which control a value of it is entered with; what none is made for is entered as JSON. */
export function controlOf(schema: Resolved, root: Schema) {
  const { type, items, anyOf, oneOf, properties } = schema;
  if (schema.enum) return "choice";
  if (oneOf) return "variants";
  if (type === "boolean" || type === "string") return type;
  if (type === "integer" || type === "number") return "number";
  if (type === "array" && items)
    return isText(resolve(items, root), root) ? "texts" : isObject(items, root) ? "list" : "json";
  if (type === "object" && properties) return "object";
  return anyOf?.every((one) => isText(resolve(one, root), root) || one.type === "number") ? "text" : "json";
}

function isText({ type, anyOf }: Resolved, root: Schema): boolean {
  return type === "string" || (anyOf?.every((one) => isText(resolve(one, root), root)) ?? false);
}

function isObject(schema: Schema, root: Schema): boolean {
  return resolve(schema, root).properties !== undefined;
}

/** The names that every variant says of itself by one fixed word: `kind`. */
export function tagOf(variant: Resolved): [name: string, word: string] {
  const found = Object.entries(variant.properties ?? {}).find(([, one]) => one.enum?.length === 1);
  return found ? [found[0], String(found[1].enum?.[0])] : ["kind", ""];
}

/** What a new value of it begins with: what must be there, as far as the schema says by itself what it is. */
export function emptyOf(schema: Resolved, root: Schema): unknown {
  if (schema.default !== undefined) return schema.default;
  if (schema.enum) return schema.enum[0];
  if (schema.type === "array") return [];
  if (schema.oneOf?.[0]) return emptyOf(resolve(schema.oneOf[0], root), root);
  if (schema.type !== "object") return schema.type === "boolean" ? false : undefined;
  const required = (schema.required ?? []).map((name) => [
    name,
    emptyOf(resolve(schema.properties?.[name] ?? {}, root), root),
  ]);
  return Object.fromEntries(required.filter(([, value]) => value !== undefined));
}

const UNITS = { secs: "seconds", ms: "milliseconds", usd: "US dollars", bytes: "bytes" } as const;

/** `timeout_secs` as a person reads it: "Timeout (seconds)". */
export function labelOf(name: string): string {
  const [, words = name, unit = ""] = /^(.+)_(secs|ms|usd|bytes)$/.exec(name) ?? [];
  const text = words.replaceAll("_", " ");
  const measured = UNITS[unit as keyof typeof UNITS];
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${measured ? ` (${measured})` : ""}`;
}
