import type { Draft } from "./draft.ts";

/** The nodes from which ways lead to one: what they left it may ask for. */
export function before({ edges }: Draft, id: string): string[] {
  const found = new Set<string>();
  const open = [id];
  for (let next = open.pop(); next !== undefined; next = open.pop())
    for (const { from, to } of edges)
      if (to === next && !found.has(from)) {
        found.add(from);
        open.push(from);
      }
  found.delete(id);
  return [...found];
}
