import { Fault } from "~/kit/fault.ts";

const DEEPEST = 64;
/** A validator may keep far more of each than it is long. */
const MOST_VALUES = 200_000;
/** As 1e309: what is shorter is no infinity. */
const SHORTEST_INFINITY = 5;
const COLON = /\s*:/y;

/** Compared as numbers: a text of a character each would take most of the time. */
const CODES = { quote: 0x22, object: 0x7b, objectEnd: 0x7d, array: 0x5b, arrayEnd: 0x5d, comma: 0x2c };
const NUMERIC = new Set([..."0123456789.eE+-"].map((character) => character.charCodeAt(0)));

interface Odd {
  path: string;
  message: string;
}

interface Reading {
  /**
   * Half of a surrogate pair is taken, for senders cut texts in the middle of one, and any number of values: a delivery is
   * not to be lost for it.
   */
  lenient?: boolean;
}

/**
 * The text of a JSON body, if every reader of it must read the same: UTF-8, no key twice, no number too large to be
 * one, no more than 64 levels and 200,000 values. Throws a Fault `invalid` that names what is odd. Its grammar is left to
 * JSON.parse.
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
  let values = 1;
  const odd = (message: string): Odd => ({ path: levels.map(({ at }) => at).join(".") || "body", message });
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === CODES.quote) {
      const end = endOfString(text, i);
      const literal = text.slice(i, end + 1);
      i = end;
      if (!lenient && isTorn(literal)) return odd("holds half of a surrogate pair");
      const level = levels.at(-1);
      COLON.lastIndex = end + 1;
      if (!level?.keys || !COLON.test(text)) continue;
      level.at = meaningOf(literal);
      if (level.keys.has(level.at)) return odd("stands there twice");
      level.keys.add(level.at);
    } else if (code === CODES.object) levels.push({ keys: new Set(), at: "" });
    else if (code === CODES.array) levels.push({ at: 0 });
    else if (code === CODES.objectEnd || code === CODES.arrayEnd) levels.pop();
    else if (code === CODES.comma) {
      values++;
      const level = levels.at(-1);
      if (typeof level?.at === "number") level.at++;
    } else if (isDigit(code)) {
      const end = endOfNumber(text, i);
      if (end - i >= SHORTEST_INFINITY && Number(text.slice(i, end)) === Number.POSITIVE_INFINITY)
        return odd("is too large a number");
      i = end - 1;
    }
    if (levels.length > DEEPEST) return { path: "body", message: `may be nested ${DEEPEST} levels deep at most` };
    if (!lenient && values > MOST_VALUES) return { path: "body", message: `may hold ${MOST_VALUES} values at most` };
  }
  return undefined;
}

function endOfNumber(text: string, start: number): number {
  let end = start + 1;
  while (end < text.length && NUMERIC.has(text.charCodeAt(end))) end++;
  return end;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
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
