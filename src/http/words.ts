import type { z } from "@hono/zod-openapi";

type Issue = z.core.$ZodRawIssue;

const TYPES: Record<string, string> = {
  ...{ string: "a text", number: "a number", int: "a whole number", boolean: "true or false", null: "null" },
  ...{ array: "a list", object: "an object", record: "an object", undefined: "left out", never: "left out" },
};
const FORMATS: Record<string, string> = {
  ...{ datetime: "an instant such as 2026-01-31T09:00:00Z", date: "a day such as 2026-01-31", url: "an address" },
  ...{ email: "an e-mail address", regex: "of the right form" },
};
const COUNTED: Record<string, readonly [one: string, many: string]> = {
  ...{ string: ["character", "characters"], array: ["element", "elements"], object: ["key", "keys"] },
};

/** What is wrong with a value, as a remedy for a person; a schema's own sentence goes before it. */
export function inOurWords(issue: Issue): string | undefined {
  if (issue.input === undefined) return "is required";
  switch (issue.code) {
    case "invalid_type":
      return `must be ${isWhole(issue) ? TYPES.int : (TYPES[issue.expected] ?? issue.expected)}`;
    case "invalid_value":
      return `must be ${oneOf(issue.values)}`;
    case "invalid_format":
      return `must be ${FORMATS[issue.format] ?? `a valid ${issue.format}`}`;
    case "too_small":
      return bound(issue.origin, issue.minimum, issue.inclusive === false ? "more than" : "at least");
    case "too_big":
      return bound(issue.origin, issue.maximum, issue.inclusive === false ? "less than" : "at most");
    case "not_multiple_of":
      return `must be a multiple of ${issue.divisor}`;
    case "unrecognized_keys":
      return `is not known here${knownTo(issue)}`;
    case "invalid_union":
      return ofUnion(issue);
    case "invalid_key":
      return "has a key that is not known here";
    default:
      return undefined;
  }
}

/** A text that was to be made a number says only that it is none. */
function isWhole({ inst }: Issue): boolean {
  const { checks = [] } = (inst?._zod.def ?? {}) as { checks?: z.core.$ZodCheck[] };
  return checks.some(({ _zod }) => _zod.def.check === "number_format");
}

function oneOf(values: readonly unknown[]): string {
  const shown = values.map((value) => (typeof value === "string" ? value : JSON.stringify(value)));
  return shown.length === 1 ? shown.join() : `one of ${shown.join(", ")}`;
}

function bound(origin: string, limit: number | bigint, most: string): string {
  const [one, many] = COUNTED[origin] ?? [];
  if (one === undefined) return `must be ${most} ${limit}`;
  if (most === "at least" && limit === 1) return "must not be empty";
  return `must have ${most} ${limit} ${Number(limit) === 1 ? one : many}`;
}

function knownTo({ inst }: Issue): string {
  const { shape } = (inst?._zod.def ?? {}) as { shape?: Record<string, unknown> };
  return shape ? ` (known: ${Object.keys(shape).join(", ")})` : "";
}

/** For the second key of one object that is not known, and all after it. */
export function withoutKnown(message: string): string {
  return message.replace(/ \(known: .*\)$/, "");
}

/** Of a union either its kinds, or what each of its branches asks for. */
function ofUnion(issue: Extract<Issue, { code: "invalid_union" }>): string {
  const { options, errors } = issue;
  if (Array.isArray(options)) return `must be ${oneOf(options)}`;
  const asked = errors.flatMap(([first]) => (first && first.path.length === 0 ? first.message : []));
  return [...new Set(asked)].join(" or ").replaceAll(" or must be ", " or ") || "is of no known form";
}
