import type { Redactor } from "~/kit/redact.ts";

export type Fields = Record<string, unknown>;

/** What such a field holds is said to be there, and no more; so is a variable of that name inside another field. */
const SECRET = /secret|sealed|hash|passw|passphrase|token|credential|cookie|auth(?!or(?!i[sz]))|key$/i;
const MASK = "[secret]";
/** In arguments of a command, say. */
const USERINFO = /(\w:\/\/)[^\s/@]+@/g;
/** Some senders take their key in the query. */
const QUERY = /(\w:\/\/[^\s?"]+)\?[^\s"]*/g;
/** Of a prompt, say: the log says what was done, the row has the rest. */
const LONGEST = 2_000;
/** And of all texts of one field together. */
const LONGEST_FIELD = 10_000;

/** These fields of a row as the log may keep them. */
export function masked(redactor: Redactor, row: Fields, names: string[]): Fields {
  return Object.fromEntries(
    names.filter((name) => name in row).map((name) => [name, bounded(shown(redactor, name, row[name]))]),
  );
}

function shown(redactor: Redactor, name: string, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  // Numbers of tokens, and whether there is a secret, are none.
  if (typeof value === "number" || typeof value === "boolean") return value;
  if (SECRET.test(name)) return MASK;
  if (typeof value === "string")
    return cut(redactor.redact(value).replace(USERINFO, "$1[secret]@").replace(QUERY, "$1?[secret]"), LONGEST);
  if (Array.isArray(value)) return value.map((item) => shown(redactor, "", item));
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shown(redactor, key, inner)]));
}

function bounded(value: unknown): unknown {
  const text = JSON.stringify(value);
  return text.length > LONGEST_FIELD ? cut(text, LONGEST) : value;
}

function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most).toWellFormed()}…` : text;
}
