import { Fault } from "~/kit/fault.ts";

const DEEPEST = 64;
const NUMBER = /-?\d[\d.eE+-]*/y;
const COLON = /\s*:/y;

interface Odd {
  path: string;
  message: string;
}

interface Reading {
  /** Half of a surrogate pair is taken: senders cut texts in the middle of one, and a delivery is not to be lost for it. */
  lenient?: boolean;
}

/**
 * The text of a JSON body, if every reader of it must read the same: UTF-8, no key twice, no number too large to be
 * one, no more than 64 levels. Throws a Fault `invalid` that names what is odd. Its grammar is left to JSON.parse.
 */
export function jsonText(bytes: Uint8Array, { lenient = false }: Reading = {}): string {
  const text = decoded(bytes);
  const odd = text === undefined ? { path: "body", message: "must be UTF-8" } : oddityOf(text, lenient);
  if (text !== undefined && !odd) return text;
  throw new Fault("invalid", `${odd?.path}: ${odd?.message}`, { errors: odd ? [odd] : [] });
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Where in the text one is: in an object at a key, in an array at an index. */
interface Level {
  keys?: Set<string>;
  at: string | number;
}

function oddityOf(text: string, lenient: boolean): Odd | undefined {
  const levels: Level[] = [];
  const odd = (message: string): Odd => ({ path: levels.map(({ at }) => at).join(".") || "body", message });
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    const level = levels.at(-1);
    if (character === '"') {
      const end = endOfString(text, i);
      const literal = text.slice(i, end + 1);
      i = end;
      if (!lenient && isTorn(literal)) return odd("holds half of a surrogate pair");
      COLON.lastIndex = end + 1;
      if (!level?.keys || !COLON.test(text)) continue;
      level.at = meaningOf(literal);
      if (level.keys.has(level.at)) return odd("stands there twice");
      level.keys.add(level.at);
    } else if (character === "{") levels.push({ keys: new Set(), at: "" });
    else if (character === "[") levels.push({ at: 0 });
    else if (character === "}" || character === "]") levels.pop();
    else if (character === "," && typeof level?.at === "number") level.at++;
    else {
      NUMBER.lastIndex = i;
      const [number] = NUMBER.exec(text) ?? [];
      if (!number) continue;
      if (Math.abs(Number(number)) === Number.POSITIVE_INFINITY) return odd("is too large a number");
      i += number.length - 1;
    }
    if (levels.length > DEEPEST) return { path: "body", message: `may be nested ${DEEPEST} levels deep at most` };
  }
  return undefined;
}

function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let slashes = 0;
    while (text[end - 1 - slashes] === "\\") slashes++;
    if (slashes % 2 === 0) return end;
  }
  return text.length;
}

function isTorn(literal: string): boolean {
  return /\\u[dD][89a-fA-F]/.test(literal) && !meaningOf(literal).isWellFormed();
}

/** What is no string after all, JSON.parse refuses later. */
function meaningOf(literal: string): string {
  if (!literal.includes("\\")) return literal.slice(1, -1);
  try {
    return JSON.parse(literal);
  } catch {
    return literal;
  }
}
