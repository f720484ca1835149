/** What lies inside an array or an object, by name; undefined of what holds nothing. */
export function entriesOf(value: unknown): [name: string, value: unknown][] | undefined {
  return typeof value === "object" && value !== null ? Object.entries(value) : undefined;
}

/** How many lines a value takes when all of it is unfolded; counted no further than to `most`. */
export function linesOf(value: unknown, most: number): number {
  if (typeof value !== "object" || value === null) return 1;
  let lines = 2;
  for (const name in value) {
    if (lines >= most) return most;
    if (!Object.hasOwn(value, name)) continue;
    lines += linesOf((value as Record<string, unknown>)[name], most - lines);
  }
  return Math.min(lines, most);
}

/** The value that a text holds, or why it is no JSON. */
export function readJson(text: string): { value: unknown } | { wrong: string } {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { wrong: `This is not JSON: ${error instanceof Error ? error.message : error}.` };
  }
}
