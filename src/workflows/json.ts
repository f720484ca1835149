/** What is nested deeper nobody has written for people, and overflows the stack of whoever looks through it. */
const DEEPEST = 64;

/** The value that a text from outside is as JSON; undefined when it is none, or nested too deeply. */
export function jsonOf(text: string): unknown {
  try {
    return depthOf(text) > DEEPEST ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** By its brackets alone, those in texts left out. */
function depthOf(text: string): number {
  let deepest = 0;
  let depth = 0;
  for (const [bracket] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/gs)) {
    if (bracket === "[" || bracket === "{") deepest = Math.max(deepest, ++depth);
    else if (bracket === "]" || bracket === "}") depth--;
  }
  return deepest;
}
