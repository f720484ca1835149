import { z } from "@hono/zod-openapi";

/** One variable: how its text is read, what holds when it is unset, and the comment `.env.example` gives it. */
export interface Setting<T> {
  schema: z.ZodType<T>;
  doc: string;
  /** What `.env.example` shows behind `# NAME=`. */
  example: string;
}

export const MIB = 1024 * 1024;

export const text = (doc: string, example = ""): Setting<string | undefined> => ({
  schema: z.string().optional(),
  doc,
  example,
});
export const secret = (doc: string): Setting<string | undefined> => ({
  schema: z.string().min(8, "must have at least 8 characters").optional(),
  doc,
  example: "",
});
export const url = (doc: string): Setting<string | undefined> => ({
  schema: z.string().refine(isUrl, "must be an http(s) address").optional(),
  doc,
  example: "",
});
export const whole = (min: number, max: number, standard: number, doc: string): Setting<number> => ({
  schema: z
    .string()
    .regex(/^\d+$/, "must be a whole number")
    .transform(Number)
    .pipe(z.number().min(min, `must be at least ${min}`).max(max, `must be at most ${max}`))
    .prefault(String(standard)),
  doc,
  example: String(standard),
});
export const oneOf = <const T extends readonly [string, ...string[]]>(
  values: T,
  standard: T[number],
  doc: string,
): Setting<T[number]> => ({
  schema: z.enum(values, `must be one of ${values.join(", ")}`).default(standard as never) as never,
  doc,
  example: standard,
});
export const flag = (doc: string): Setting<boolean> => ({
  schema: z
    .enum(["0", "1", "false", "true"], "must be 1 or 0")
    .transform((value) => value === "1" || value === "true")
    .prefault("0"),
  doc,
  example: "0",
});
export const list = (doc: string, item: z.ZodType<string, string>): Setting<string[]> => ({
  schema: z
    .string()
    .transform((value) => value.split(",").map((part) => part.trim()))
    .pipe(z.array(item))
    .prefault("")
    .transform((parts) => parts.filter((part) => part !== "")),
  doc,
  example: "",
});

export function isUrl(value: string): boolean {
  return URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
}
