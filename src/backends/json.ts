export type Json = Record<string, unknown>;

/** One line of JSONL as an object; undefined for everything else, broken lines included. */
export function parseLine(line: string): Json | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    return object(JSON.parse(line));
  } catch {
    return undefined;
  }
}

/** The object a value is, or an empty one, so that a missing branch reads as missing leaves. */
export function object(value: unknown): Json {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

export function string(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

export function number(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

export function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
