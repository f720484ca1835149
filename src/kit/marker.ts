import { PREFIXES } from "./ids.ts";

const MARKER = new RegExp(`(?<![0-9a-z])${PREFIXES.execution}-[0-9a-z]{20}(?![0-9a-z])`, "g");
const OPEN = `${PREFIXES.execution}-`;

/** A text that we post, with the comment nobody sees that says which execution it is of. */
export function mark(text: string, execution_id: string): string {
  return `${text}\n\n<!-- agented:${execution_id} -->`;
}

/**
 * The executions that a payload names, wherever in it: in a comment that we marked, in the branch, the commit or the check
 * run that bears an execution's id. Anybody can write one: it may be a reason to do less, never to do more.
 */
export function markedBy(payload: unknown): string[] {
  const found = new Set<string>();
  for (const left = [payload]; left.length > 0; ) {
    const value = left.pop();
    if (typeof value === "string" && value.includes(OPEN)) for (const [id] of value.matchAll(MARKER)) found.add(id);
    // One by one: as arguments of one call a million elements overflow the stack.
    if (typeof value === "object" && value !== null)
      for (const part of Array.isArray(value) ? value : Object.values(value)) left.push(part);
  }
  return [...found];
}
