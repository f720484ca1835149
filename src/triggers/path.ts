import { z } from "@hono/zod-openapi";

/** `[*]` in a path: every element of an array. */
const EACH = Symbol("[*]");

export type Path = readonly (string | number | typeof EACH)[];

const STEP = /(?:^|(?<=.)\.)([^.[\]{}"'`\p{Cc}]+)|\[(\d{1,6}|\*)\]/uy;

/** A path such as `a.b[0].c` or `labels[*].name`; undefined when the text is none. */
export function parsePath(text: string): Path | undefined {
  const steps: Path[number][] = [];
  for (let at = 0; at < text.length || steps.length === 0; at = STEP.lastIndex) {
    STEP.lastIndex = at;
    const [, name, index] = STEP.exec(text) ?? [];
    if (name === "__proto__" || (name ?? index) === undefined) return undefined;
    steps.push(name ?? (index === "*" ? EACH : Number(index)));
  }
  return steps;
}

/** Every value a path leads to, none when it is missing. What a value inherits from its prototype is not there. */
export function find(payload: unknown, path: Path): unknown[] {
  return path.reduce<unknown[]>((found, step) => found.flatMap((value) => stepInto(value, step)), [payload]);
}

function stepInto(value: unknown, step: Path[number]): unknown[] {
  if (Array.isArray(value)) {
    if (step === EACH) return value;
    const index = typeof step === "number" || /^\d+$/.test(step) ? Number(step) : value.length;
    return index < value.length ? [value[index]] : [];
  }
  if (typeof step !== "string" || typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return [];
  return [(value as Record<string, unknown>)[step]];
}

/** Whether a path may lead to several values. */
export const isPlural = (path: Path) => path.includes(EACH);

export const FieldPath = z
  .string()
  .max(200)
  .refine((text) => parsePath(text) !== undefined, "must be a path like `a.b[0].c` or `labels[*].name`")
  .openapi({ example: "pull_request.user.login" });
