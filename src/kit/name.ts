import { z } from "@hono/zod-openapi";

/** Line breaks and what else is no character, and what turns around how a text is read. */
const HIDDEN = /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

/** A short text that a person calls something by: one line of what can be seen. */
export function nameOf(most: number) {
  return z
    .string()
    .trim()
    .min(1)
    .max(most)
    .refine((text) => !HIDDEN.test(text), "must be one line without control characters");
}

export const Name = nameOf(200);
