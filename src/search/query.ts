import { Fault } from "~/kit/fault.ts";

const MOST_TERMS = 20;
/** The index has the first three letters of every word; a shorter beginning is that of too many. */
const SHORTEST_PREFIX = 3;

/**
 * What somebody types, as FTS5 reads it: words that must all be there, "phrases", and beginnings of words such as
 * `time*`. Everything is quoted, so nothing else of it is syntax. Throws a Fault `invalid`.
 */
export function matchOf(q: string): string {
  const terms: string[] = [];
  for (const [, phrase, word, star] of q.matchAll(/"([^"]*)"?|([^\s"*]+)(\*?)|\*/g)) {
    const text = phrase ?? word ?? "";
    // Of what has no letter and no digit nothing is in the index.
    if (!/[\p{L}\p{N}]/u.test(text)) continue;
    if (star && [...text].length < SHORTEST_PREFIX)
      throw refusal(`a beginning of a word needs at least ${SHORTEST_PREFIX} letters before its *`);
    terms.push(`"${text}"${star ? " *" : ""}`);
  }
  if (terms.length === 0) throw refusal("must have a word to look for");
  if (terms.length > MOST_TERMS) throw refusal(`has more than ${MOST_TERMS} words; a phrase in "quotes" counts as one`);
  return terms.join(" ");
}

function refusal(message: string): Fault {
  return new Fault("invalid", `q: ${message}`, { errors: [{ path: "q", message }] });
}
