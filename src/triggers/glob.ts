import { z } from "@hono/zod-openapi";

/** `*` stays within a part of a path, `**` does not. No braces: they multiply what there is to try. */
export const Glob = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^{}]+$/, "must be a pattern with *, **, ? and [a-z], without braces")
  .refine((pattern) => !/\p{Cc}/u.test(pattern), "must hold no control characters")
  .openapi({ example: "release/**" });

/** Whether one of the texts fits one of the patterns. */
export function fits(globs: readonly string[], texts: readonly string[]): boolean {
  return globs.some((glob) => {
    const pattern = new Bun.Glob(glob);
    return texts.some((text) => pattern.match(text));
  });
}
