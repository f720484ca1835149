import { parsePath } from "./path.ts";
import { NAMES } from "./values.ts";

/** What a template is made of: its own text, and what is to be put in. */
export type Part = string | { name: string };

/** Braces around one word, with no space or quote in it: JSON and code in a template are none. */
const PLACEHOLDER = /\{([A-Za-z_][^{}\s"'`<>=;,()\\]*)\}/g;
const SNIPPET = "snippet:";

/**
 * The parts of a template. A snippet is part of it: its text takes its place here, one deep, with the placeholders in
 * it, so that no value can ever bring one in. One at a time, for a template may name a long one very often.
 */
export function* partsOf(template: string, snippets: ReadonlyMap<string, string> = new Map()): Generator<Part> {
  for (const part of split(template)) {
    const text = typeof part === "string" ? undefined : snippetOf(part.name, snippets);
    if (text === undefined) yield part;
    else yield* split(text);
  }
}

function split(text: string): Part[] {
  return text.split(PLACEHOLDER).map((part, i) => (i % 2 === 1 ? { name: part } : part));
}

function snippetOf(name: string, snippets: ReadonlyMap<string, string>): string | undefined {
  return name.startsWith(SNIPPET) ? snippets.get(name.slice(SNIPPET.length)) : undefined;
}

/** The path within the payload that a name stands for: `payload.a.b[0]`, or `payload` for all of it. */
export function payloadPath(name: string): string | undefined {
  return /^payload(?:\.(?=[^.[])|(?=\[)|$)(.*)$/s.exec(name)?.[1];
}

/** Whether a placeholder may have a value. */
export function isKnown(name: string): boolean {
  const path = payloadPath(name);
  if (path !== undefined) return path === "" || parsePath(path) !== undefined;
  return name === "outcome_format" || isName(name);
}

export function isName(name: string): name is (typeof NAMES)[number] {
  return NAMES.some((known) => known === name);
}

/** The placeholders of a template: those that may have a value, and words in braces that never will. */
export function placeholders(template: string, snippets?: ReadonlyMap<string, string>) {
  const names = new Set<string>();
  for (const part of partsOf(template, snippets)) if (typeof part !== "string") names.add(part.name);
  const { known = [], unknown = [] } = Object.groupBy(names, (name) => (isKnown(name) ? "known" : "unknown"));
  return { known, unknown };
}
