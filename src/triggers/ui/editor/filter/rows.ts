import { type Resolved, resolve, type Schema } from "~/ui/parts/schema-form/schema.ts";
import type { Condition, Filter } from "../../../filter.ts";

export type Join = "all" | "any";

/** A filter that is a plain list of conditions. */
export interface Rows {
  join: Join;
  conditions: Condition[];
  /** Where in the filter they stand, as the server names it: `all.0`. */
  pathOf(index: number): string;
}

/** The rows of a filter; undefined for one whose groups lie in one another. */
export function rowsOf(filter: Filter | undefined): Rows | undefined {
  const inGroup = (join: Join) => (index: number) => `.${join}.${index}`;
  if (!filter) return { join: "all", conditions: [], pathOf: inGroup("all") };
  if ("op" in filter) return { join: "all", conditions: [filter], pathOf: () => "" };
  const [join, parts] =
    "all" in filter ? (["all", filter.all] as const) : "any" in filter ? (["any", filter.any] as const) : [];
  if (!join || !parts?.every((part) => "op" in part)) return undefined;
  return { join, conditions: parts, pathOf: inGroup(join) };
}

/** The filter of such rows; none where there is none. */
export function filterOf(join: Join, conditions: Condition[]): Filter | undefined {
  if (conditions.length === 0) return undefined;
  return join === "all" ? { all: conditions } : { any: conditions };
}

/** The operators that the server knows, each with the schema of its value. */
export function operatorsOf(filter: Resolved, root: Schema): { op: Condition["op"]; value: Resolved }[] {
  const variants = (filter.anyOf ?? []).map((one) => resolve(one, root));
  return variants.flatMap(({ properties }) =>
    (properties?.op?.enum ?? []).map((op) => ({
      op: op as Condition["op"],
      value: resolve(properties?.value ?? {}, root),
    })),
  );
}

/** What a person has typed, by its type: `12`, `true` and `null` are no texts, `"12"` is one. */
export function readScalar(text: string): string | number | boolean | null {
  if (!/^(-?\d+(\.\d+)?([eE][+-]?\d+)?|true|false|null|".*")$/s.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** A value as a person would type it. */
export function printScalar(value: unknown): string {
  if (typeof value !== "string") return value === undefined ? "" : JSON.stringify(value);
  return readScalar(value) === value ? value : JSON.stringify(value);
}
