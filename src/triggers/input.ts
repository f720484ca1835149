import { Fault } from "~/kit/fault.ts";
import { lookup, noPlaceholder, noValue, UNKNOWN } from "./render.ts";
import { partsOf } from "./template.ts";
import { printed, type Values } from "./values.ts";

/**
 * Fills the texts of a workflow's input. One that is a single placeholder becomes its value, whatever that is; what has no
 * value is null there and nothing within other text, or a failure when `strict`.
 */
export function fillInput(
  input: unknown,
  values: Values,
  strict: boolean,
  snippets: ReadonlyMap<string, string>,
): unknown {
  const named = (name: string): unknown => {
    const value = lookup(name, values, {});
    if (strict && (value === UNKNOWN || value === undefined))
      throw new Fault("invalid", value === UNKNOWN ? noPlaceholder(name, true) : noValue(name, true));
    return value === UNKNOWN ? `{${name}}` : value;
  };
  const fill = (one: unknown): unknown => {
    if (Array.isArray(one)) return one.map(fill);
    if (typeof one === "object" && one !== null)
      return Object.fromEntries(Object.entries(one).map(([key, within]) => [key, fill(within)]));
    if (typeof one !== "string") return one;
    const parts = [...partsOf(one, snippets)].filter((part) => part !== "");
    const [first, ...others] = parts;
    if (first !== undefined && typeof first !== "string" && others.length === 0) return named(first.name) ?? null;
    return parts.map((part) => (typeof part === "string" ? part : text(named(part.name)))).join("");
  };
  return fill(input);
}

const text = (value: unknown) => (value === undefined || value === null ? "" : printed(value, (one) => one));

/** Every text of an input, as one template: what it names is checked as a prompt's is. */
export function textsOf(input: unknown): string {
  if (typeof input === "string") return input;
  return typeof input === "object" && input !== null ? Object.values(input).map(textsOf).join("\n") : "";
}
