import { PREFIXES } from "./ids.ts";

const MARKER = new RegExp(`<!-- agented:(${PREFIXES.execution}-[0-9a-z]{20}) -->`, "g");
const OPEN = "<!-- agented:";

/** A text that we post, with the comment nobody sees that says which execution it is of. */
export function mark(text: string, execution_id: string): string {
  return `${text}\n\n${OPEN}${execution_id} -->`;
}

/**
 * The executions whose marks a payload bears, wherever in it. Anybody can write a mark: it may be a reason to do less,
 * never to do more.
 */
export function markedBy(payload: unknown): string[] {
  const found = new Set<string>();
  for (const left = [payload]; left.length > 0; ) {
    const value = left.pop();
    if (typeof value === "string" && value.includes(OPEN))
      for (const [, id] of value.matchAll(MARKER)) found.add(`${id}`);
    // One by one: as arguments of one call a million elements overflow the stack.
    if (typeof value === "object" && value !== null)
      for (const part of Array.isArray(value) ? value : Object.values(value)) left.push(part);
  }
  return [...found];
}
