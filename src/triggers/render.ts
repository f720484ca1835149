import { Fault } from "~/kit/fault.ts";
import { type ActionKind, describeOutcome } from "~/outcomes/index.ts";
import { isKnown, isName, partsOf, payloadPath } from "./template.ts";
import { chooseBoundary, type Field, introduce, setApart } from "./untrusted.ts";
import { at, printed, type Values } from "./values.ts";

export interface RenderOptions {
  /** Whether a person with a key gave the values: they go in as they are. Else they are text from outside. */
  trusted: boolean;
  /** A placeholder that is unknown or has no value is a failure, not a warning. */
  strict?: boolean;
  /** The CLI reads a file for every `@path` it meets: text from outside then has another sign for it. */
  mentions?: boolean;
  /** How many characters of a field from outside go in. */
  field_limit?: number;
  /** The same for single placeholders, by their names. */
  field_limits?: Readonly<Record<string, number>>;
  /** What is done for an execution that proposes it: `{outcome_format}` tells of it. */
  allowed_actions?: readonly ActionKind[];
  snippets?: ReadonlyMap<string, string>;
  /** Where the boundary of the fields from outside comes from. */
  random?: () => string;
}

export interface Rendered {
  prompt: string;
  /** A sentence for every placeholder that has no value. */
  warnings: string[];
  /** The names of those placeholders. */
  unresolved: string[];
  /** Where text from outside stands in the prompt, from `start` to before `end`. */
  untrusted: { start: number; end: number; placeholder: string }[];
}

/** The most a prompt may have: a short template can name a long value ten thousand times. */
const PROMPT_BYTES = 8 * 1024 * 1024;
/** What a field's tags take, about. */
const TAGS_BYTES = 160;

/** Fills a template in one pass: what is inserted is never looked at again. */
export function render(template: string, values: Values, options: RenderOptions): Rendered {
  const unresolved = new Map<string, string>();
  const filled = new Map<string, string | Field>();
  const pieces: (string | Field)[] = [];
  let size = 0;
  for (const part of partsOf(template, options.snippets)) {
    const piece =
      typeof part === "string" ? part : (filled.get(part.name) ?? insert(part.name, values, options, unresolved));
    if (typeof part !== "string") filled.set(part.name, piece);
    size += typeof piece === "string" ? Buffer.byteLength(piece) : Buffer.byteLength(piece.text) + TAGS_BYTES;
    if (size > PROMPT_BYTES) throw unrendered(`it would have more than ${PROMPT_BYTES} bytes`);
    pieces.push(piece);
  }
  const warnings = [...unresolved.values()];
  if (options.strict && warnings.length > 0) throw unrendered(warnings.join("; "));
  return { ...joinFields(pieces, options.random), warnings, unresolved: [...unresolved.keys()] };
}

function unrendered(why: string): Fault {
  return new Fault("invalid", `The prompt cannot be rendered: ${why}`, { code: "render_failed" });
}

function insert(name: string, values: Values, options: RenderOptions, unresolved: Map<string, string>): string | Field {
  const value = lookup(name, values, options);
  if (value === UNKNOWN) unresolved.set(name, noPlaceholder(name, options.strict));
  if (value === undefined) unresolved.set(name, noValue(name, options.strict));
  return value === UNKNOWN ? `{${name}}` : fill(name, value, options);
}

const FORBIDDEN = ", which `strict` forbids";

/** What saving, trying out and running a template say of a word in braces that never has a value. */
export function noPlaceholder(name: string, strict = false): string {
  return `\`{${name}}\` is not a placeholder${strict ? FORBIDDEN : " and stays as it is"}`;
}

export function noValue(name: string, strict = false): string {
  return `\`{${name}}\` has no value${strict ? FORBIDDEN : " and is left empty"}`;
}

export const UNKNOWN = Symbol("unknown placeholder");

export function lookup(
  name: string,
  values: Values,
  { allowed_actions = [] }: Pick<RenderOptions, "allowed_actions">,
): unknown {
  if (!isKnown(name)) return UNKNOWN;
  if (isName(name)) return values[name];
  const path = payloadPath(name);
  if (path === undefined) return describeOutcome(allowed_actions);
  return path === "" ? values.payload : at(values.payload, path);
}

/** What is ours, whatever the occasion. */
const OURS = new Set(["trigger_id", "outcome_format"]);

/** Ours, and what cannot carry a sentence, stands in the line; other text from outside becomes a field set apart. */
function fill(name: string, value: unknown, options: RenderOptions): string | Field {
  const { trusted, mentions, field_limit = 2_000, field_limits = {} } = options;
  if (value === undefined || value === null) return "";
  if (OURS.has(name) || typeof value === "number" || typeof value === "boolean") return String(value);
  if (trusted) return printed(value, (text) => text.replaceAll("\0", ""));
  return setApart(name, value, { limit: field_limits[name] ?? field_limit, mentions });
}

/** One text of plain pieces and fields, with a boundary that none of the fields holds. */
export function joinFields(pieces: (string | Field)[], random?: () => string): Pick<Rendered, "prompt" | "untrusted"> {
  const fields = pieces.filter((piece) => typeof piece !== "string");
  if (fields.length === 0) return { prompt: pieces.join(""), untrusted: [] };
  const boundary = chooseBoundary(fields, random);
  let filled = "";
  const places: Rendered["untrusted"] = [];
  for (const piece of pieces) {
    const [open, close] = typeof piece === "string" ? ["", ""] : piece.tags(boundary);
    const text = typeof piece === "string" ? piece : piece.text;
    const start = filled.length + open.length;
    if (typeof piece !== "string") places.push({ start, end: start + text.length, placeholder: piece.placeholder });
    filled += open + text + close;
  }
  const [before, after] = introduce(filled, boundary);
  const shift = before.length;
  const untrusted = places.map(({ start, end, placeholder }) => ({
    start: start + shift,
    end: end + shift,
    placeholder,
  }));
  return { prompt: before + filled + after, untrusted };
}
