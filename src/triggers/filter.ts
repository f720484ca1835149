import { z } from "@hono/zod-openapi";
import { FieldPath, find, parsePath } from "./path.ts";
import { compile, Pattern, STEP_LIMIT, steps, TEXT_LIMIT } from "./pattern.ts";
import { conditionWhy, type Verdict } from "./why.ts";

const DEPTH_LIMIT = 8;
const CONDITION_LIMIT = 100;
const SHOWN_MISTAKES = 20;
const SHAPES = "must be { path, op, value } or one of { all }, { any } and { not }";
const OPS = ["eq", "ne", "contains", "in", "exists", "gt", "lt", "matches"];

export type Scalar = z.infer<typeof Scalar>;
const Scalar = z.union([z.string().max(1000), z.number(), z.boolean(), z.null()]);

export type Condition = z.infer<typeof Condition>;
const Condition = z
  .discriminatedUnion("op", [
    z.strictObject({ path: FieldPath, op: z.enum(["eq", "ne", "contains"]), value: Scalar }),
    z.strictObject({ path: FieldPath, op: z.literal("in"), value: z.array(Scalar).min(1).max(1000) }),
    z.strictObject({ path: FieldPath, op: z.literal("exists"), value: z.boolean() }),
    z.strictObject({
      path: FieldPath,
      op: z.enum(["gt", "lt"]),
      value: z.union([z.number(), z.string().max(1000)]),
    }),
    z.strictObject({ path: FieldPath, op: z.literal("matches"), value: Pattern }),
  ])
  .openapi("Condition");

export type Filter = { all: Filter[] } | { any: Filter[] } | { not: Filter } | Condition;
const GROUPS = ["all", "any", "not"] as const;

const AnyFilter: z.ZodType<Filter> = z
  .lazy(() =>
    z.union([
      z.strictObject({ all: z.array(AnyFilter).min(1) }),
      z.strictObject({ any: z.array(AnyFilter).min(1) }),
      z.strictObject({ not: AnyFilter }),
      Condition,
    ]),
  )
  .openapi("Filter", {
    description:
      "What a payload must be like. A missing path matches nothing, not even `ne`: ask for absence with " +
      "`exists` and the value false. With `labels[*].name` one element that matches is enough. Values compare by " +
      "type. `gt` and `lt` hold numbers against numbers and strings against strings. `contains` looks for a part of a string or an " +
      `element of an array. \`matches\` reads the first ${TEXT_LIMIT} characters.`,
  });

/**
 * Depth is checked before the schema descends: a body of a hundred thousand brackets would overflow the stack. The
 * mistakes are looked for by hand, because a union knows neither which of its shapes was meant nor where it went wrong.
 */
export const Filter = z.preprocess((raw, ctx) => {
  const message = oversize(raw);
  const mistakes = message ? [{ path: [], message }] : mistakesOf(raw, []);
  for (const mistake of mistakes.slice(0, SHOWN_MISTAKES)) ctx.addIssue({ code: "custom", ...mistake });
  if (mistakes.length === 0 && effort(raw) > STEP_LIMIT)
    ctx.addIssue({ code: "custom", message: "may take too long: begin its patterns with ^, or use fewer of them" });
  return raw;
}, AnyFilter);

function oversize(raw: unknown): string | undefined {
  let conditions = 0;
  let level = [raw];
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > DEPTH_LIMIT) return `may be nested ${DEPTH_LIMIT} deep at most`;
    conditions += level.filter((node) => groupOf(node) === undefined).length;
    level = level.flatMap(partsOf);
  }
  return conditions > CONDITION_LIMIT ? `may hold ${CONDITION_LIMIT} conditions at most` : undefined;
}

interface Mistake {
  path: PropertyKey[];
  message: string;
}

function mistakesOf(node: unknown, path: PropertyKey[]): Mistake[] {
  if (typeof node !== "object" || node === null || Array.isArray(node)) return [{ path, message: SHAPES }];
  const group = groupOf(node);
  if (group === undefined && !("op" in node)) return [{ path, message: SHAPES }];
  if (group === undefined) return issuesOf(Condition.safeParse(node), path);
  const extra = Object.keys(node).filter((key) => key !== group);
  const unknown = extra.map((key) => ({ path: [...path, key], message: `may not stand beside ${group}` }));
  const inner: unknown = (node as Record<string, unknown>)[group];
  if (group === "not") return [...unknown, ...mistakesOf(inner, [...path, group])];
  if (!Array.isArray(inner) || inner.length === 0)
    return [...unknown, { path: [...path, group], message: "must be an array of one filter or more" }];
  return [...unknown, ...inner.flatMap((part, i) => mistakesOf(part, [...path, group, i]))];
}

function issuesOf({ error }: z.ZodSafeParseResult<Condition>, path: PropertyKey[]): Mistake[] {
  return (error?.issues ?? []).flatMap((issue): Mistake[] => {
    const at = [...path, ...issue.path];
    if (issue.code === "unrecognized_keys")
      return issue.keys.map((key) => ({ path: [...at, key], message: issue.message }));
    if (issue.code === "invalid_union" && issue.path[0] === "op")
      return [{ path: at, message: `must be one of ${OPS.join(", ")}` }];
    return [{ path: at, message: issue.message }];
  });
}

/** The steps of all patterns together. */
function effort(node: unknown): number {
  const { op, value } = node as { op?: unknown; value?: unknown };
  if (groupOf(node) === undefined) return op === "matches" ? steps(String(value)) : 0;
  return partsOf(node).reduce<number>((sum, part) => sum + effort(part), 0);
}

function groupOf(node: unknown) {
  return GROUPS.find((group) => typeof node === "object" && node !== null && Object.hasOwn(node, group));
}

function partsOf(node: unknown): unknown[] {
  return GROUPS.flatMap((group) => find(node, [group]).flat());
}

/** The paths that a filter looks at, each with what it asks of it. */
export function pathsOf(filter: Filter): { path: string; op: string }[] {
  if ("all" in filter) return filter.all.flatMap(pathsOf);
  if ("any" in filter) return filter.any.flatMap(pathsOf);
  return "not" in filter ? pathsOf(filter.not) : [{ path: filter.path, op: filter.op }];
}

export function holds(filter: Filter, payload: unknown): Verdict {
  if ("all" in filter) return decide(filter.all, payload, false, "holds");
  if ("any" in filter) return decide(filter.any, payload, true, "fails");
  if (!("not" in filter)) return conditionHolds(filter, payload);
  const inner = holds(filter.not, payload);
  return { holds: !inner.holds, why: inner.holds ? `${inner.why}, which is excluded` : inner.why };
}

/** The first part whose verdict is `decisive` settles a group; without one the group is settled by all its parts. */
function decide(parts: Filter[], payload: unknown, decisive: boolean, verb: string): Verdict {
  let firstWhy: string | undefined;
  for (const part of parts) {
    const verdict = holds(part, payload);
    if (verdict.holds === decisive) return verdict;
    firstWhy ??= verdict.why;
  }
  const others = parts.length === 1 ? "" : `, and every other condition ${verb}`;
  return { holds: !decisive, why: `${firstWhy ?? "no condition is set"}${others}` };
}

function conditionHolds(condition: Condition, payload: unknown): Verdict {
  const path = parsePath(condition.path);
  const found = path ? find(payload, path) : [];
  if (condition.op === "exists" || found.length === 0) {
    const wanted = condition.op !== "exists" || condition.value;
    return {
      holds: found.length > 0 === wanted,
      why: `\`${condition.path}\` is ${found.length > 0 ? "there" : "missing"}`,
    };
  }
  const match = found.findIndex(passer(condition));
  return conditionWhy(condition, match >= 0, match >= 0 ? [found[match]] : found);
}

type Passer = (value: unknown) => boolean;

function passer(condition: Exclude<Condition, { op: "exists" }>): Passer {
  switch (condition.op) {
    case "eq":
      return (value) => value === condition.value;
    case "ne":
      return (value) => value !== condition.value;
    case "in":
      return (value) => condition.value.some((one) => one === value);
    case "contains":
      return (value) => containing(value, condition.value);
    case "gt":
      return (value) => isAbove(value, condition.value);
    case "lt":
      return (value) => isAbove(condition.value, value);
    case "matches":
      return matching(condition.value);
  }
}

function containing(value: unknown, part: Scalar): boolean {
  if (Array.isArray(value)) return value.includes(part);
  return typeof value === "string" && typeof part === "string" && value.includes(part);
}

function isAbove(a: unknown, b: unknown): boolean {
  if (typeof a === "number" && typeof b === "number") return a > b;
  return typeof a === "string" && typeof b === "string" && a > b;
}

/** All values of one condition share the limit of text: ten thousand elements must not cost ten thousand times as much. */
function matching(source: string): Passer {
  const pattern = compile(source);
  let left = TEXT_LIMIT;
  return (value) => {
    if (typeof value !== "string" || left === 0) return false;
    const text = value.slice(0, left);
    left -= text.length;
    return pattern?.test(text) ?? false;
  };
}
