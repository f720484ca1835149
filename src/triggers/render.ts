import { Fault } from "~/kit/fault.ts";
import { parsePath } from "./path.ts";
import { chooseBoundary, type Field, introduce, setApart } from "./untrusted.ts";
import { at, NAMES, printed, type Values } from "./values.ts";

export interface RenderOptions {
  /** Whether a person with a key gave the values: they go in as they are. Else they are text from outside. */
  trusted: boolean;
  /** A placeholder that is unknown or has no value is a failure, not a warning. */
  strict?: boolean;
  /** The CLI reads a file for every `@path` it meets: text from outside then has another sign for it. */
  mentions?: boolean;
  /** How many characters of a field from outside go in. */
  field_limit?: number;
  snippets?: ReadonlyMap<string, string>;
  /** Where the boundary of the fields from outside comes from. */
  random?: () => string;
}

export interface Rendered {
  prompt: string;
  warnings: string[];
}

/** What is inserted may have so much in all: a short template can name a long value ten thousand times. */
const PROMPT_BYTES = 8 * 1024 * 1024;
/** What a field's tags take, about. */
const TAGS_BYTES = 160;

/** Braces around one word, with no space or quote in it: JSON and code in a template are none. */
const PLACEHOLDER = /\{([A-Za-z_][^{}\s"'`<>=;,()\\]*)\}/g;

/** Fills a template in one pass: what is inserted is never looked at again. */
export function render(template: string, values: Values, options: RenderOptions): Rendered {
  const warnings = new Set<string>();
  const filled = new Map<string, string | Field>();
  let size = 0;
  const pieces = split(template).map((piece) => {
    if (typeof piece === "string") return piece;
    const value = filled.get(piece.name) ?? insert(piece.name, values, options, warnings);
    filled.set(piece.name, value);
    size += typeof value === "string" ? Buffer.byteLength(value) : Buffer.byteLength(value.text) + TAGS_BYTES;
    if (size > PROMPT_BYTES) throw unrendered(`it would have more than ${PROMPT_BYTES} bytes`);
    return value;
  });
  if (options.strict && warnings.size > 0) throw unrendered([...warnings].join("; "));
  return { prompt: join(pieces, options), warnings: [...warnings] };
}

function unrendered(why: string): Fault {
  return new Fault("invalid", `The prompt cannot be rendered: ${why}`, { code: "render_failed" });
}

function insert(name: string, values: Values, options: RenderOptions, warnings: Set<string>): string | Field {
  const value = lookup(name, values, options.snippets);
  if (value === UNKNOWN) warnings.add(`\`{${name}}\` is not a placeholder and stays as it is`);
  if (value === undefined) warnings.add(`\`{${name}}\` has no value and is left empty`);
  return value === UNKNOWN ? `{${name}}` : fill(name, value, options);
}

/** The placeholders of a template: those that may have a value, and words in braces that never will. */
export function placeholders(template: string): { known: string[]; unknown: string[] } {
  const names = new Set(split(template).flatMap((piece) => (typeof piece === "string" ? [] : [piece.name])));
  const { known = [], unknown = [] } = Object.groupBy(names, (name) => (isKnown(name) ? "known" : "unknown"));
  return { known, unknown };
}

function split(template: string): (string | { name: string })[] {
  return template.split(PLACEHOLDER).map((part, i) => (i % 2 === 1 ? { name: part } : part));
}

const SNIPPET = /^snippet:([\w-]+)$/;
const UNKNOWN = Symbol("unknown placeholder");

/** The path within the payload that a name stands for: `payload.a.b[0]`, or `payload` for all of it. */
function payloadPath(name: string): string | undefined {
  return /^payload(?:\.(?=[^.[])|(?=\[)|$)(.*)$/s.exec(name)?.[1];
}

function isKnown(name: string): boolean {
  const path = payloadPath(name);
  if (path !== undefined) return path === "" || parsePath(path) !== undefined;
  return SNIPPET.test(name) || isName(name);
}

function isName(name: string): name is (typeof NAMES)[number] {
  return NAMES.some((known) => known === name);
}

function lookup(name: string, values: Values, snippets: RenderOptions["snippets"]): unknown {
  if (!isKnown(name)) return UNKNOWN;
  if (isName(name)) return values[name];
  const path = payloadPath(name);
  if (path === undefined) return snippets?.get(name.slice("snippet:".length)) ?? UNKNOWN;
  return path === "" ? values.payload : at(values.payload, path);
}

/** Ours, and what cannot carry a sentence, stands in the line; other text from outside becomes a field set apart. */
function fill(name: string, value: unknown, { trusted, mentions, field_limit = 2000 }: RenderOptions): string | Field {
  if (value === undefined || value === null) return "";
  if (name === "trigger_id" || name.startsWith("snippet:")) return String(value);
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (trusted) return printed(value, (text) => text.replaceAll("\0", ""));
  return setApart(name, value, { limit: field_limit, mentions });
}

function join(pieces: (string | Field)[], { random }: RenderOptions): string {
  const fields = pieces.filter((piece) => typeof piece !== "string");
  if (fields.length === 0) return pieces.join("");
  const boundary = chooseBoundary(fields, random);
  return introduce(
    pieces.map((piece) => (typeof piece === "string" ? piece : piece.within(boundary))).join(""),
    boundary,
  );
}
