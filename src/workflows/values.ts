import type { Entry } from "~/accounts/index.ts";
import { backendOf } from "~/backends/index.ts";
import type { Tx } from "~/db/tx.ts";
import { Fault } from "~/kit/fault.ts";
import { snippetsIn } from "~/snippets/index.ts";
import { find, isPlural, joinFields, parsePath, partsOf, printed, setApart } from "~/triggers/index.ts";

/** What a run knows, as its nodes may ask for it. */
export interface Values {
  input: unknown;
  nodes: Record<string, { text: string | null; data: unknown; status: string }>;
  /** Within a `map`. */
  item?: unknown;
  index?: number;
}

/** Words in braces that begin otherwise are no placeholders: JSON and code have them too. */
const OURS = /^(input|nodes|item|index)(?=[.[]|$)/;
const MOST_CHARACTERS = 256 * 1024;
const FIELD_LIMIT = 20_000;

/** The placeholders of a text, as paths. */
export function namesIn(template: string): string[] {
  return [...partsOf(template)].flatMap((part) => (typeof part !== "string" && OURS.test(part.name) ? part.name : []));
}

export function namesInJson(value: unknown): string[] {
  if (typeof value === "string") return namesIn(value);
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(namesInJson) : [];
}

/** The value at a path, with `[*]` the list of all; what is inherited from a prototype is not there. Throws a Fault that names the path. */
export function valueAt(values: Values, path: string): unknown {
  const steps = parsePath(path);
  const found = steps ? find(values, steps) : [];
  if (steps && isPlural(steps)) return found;
  if (found.length === 0 || found[0] === undefined)
    throw new Fault("invalid", `There is no value at ${path}.`, { code: "no_value" });
  return found[0];
}

/** Fills a text in one pass: what is put in is never looked at again. */
export function fillText(template: string, values: Values, put = asItIs): string {
  const text = [...partsOf(template)]
    .map((part) =>
      typeof part === "string"
        ? part
        : OURS.test(part.name)
          ? put(printed(valueAt(values, part.name), asItIs))
          : `{${part.name}}`,
    )
    .join("");
  if (text.length > MOST_CHARACTERS)
    throw new Fault("invalid", `It would have more than ${MOST_CHARACTERS} characters.`, { code: "too_long" });
  return text;
}

/** Of an address that has other parts a value is one: it leads nowhere else by what it holds. */
export function fillUrl(template: string, values: Values): string {
  const isWhole = template.startsWith("{");
  return fillText(template, values, isWhole ? asItIs : (text) => encodeURIComponent(text.toWellFormed()));
}

function asItIs(text: string): string {
  return text;
}

/** A text that is one placeholder becomes its value, whatever that is. */
export function fillJson(value: unknown, values: Values): unknown {
  if (typeof value === "string") {
    const [first, ...rest] = [...partsOf(value)].filter((part) => part !== "");
    const alone = first && typeof first !== "string" && rest.length === 0 && OURS.test(first.name);
    return alone ? valueAt(values, first.name) : fillText(value, values);
  }
  if (Array.isArray(value)) return value.map((one) => fillJson(one, values));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, fillJson(one, values)]));
}

/** A prompt: whatever a run was given or a node has said is set apart in it as text from outside. */
export function fillPrompt(tx: Tx, template: string, values: Values, entries: readonly Entry[]): string {
  const mentions = entries.some(({ backend }) => backendOf(backend).mentions);
  const pieces = [...partsOf(template, snippetsIn(tx, template))].map((part) => {
    if (typeof part === "string") return part;
    if (!OURS.test(part.name)) return `{${part.name}}`;
    const value = valueAt(values, part.name);
    if (typeof value === "number" || typeof value === "boolean") return String(value);
    return setApart(part.name, value, { limit: FIELD_LIMIT, mentions });
  });
  return joinFields(pieces).prompt;
}

/** What a program is told by stdin. */
export function shown({ input, nodes, item, index }: Values) {
  return { input, nodes, ...(index !== undefined && { item, index }) };
}
