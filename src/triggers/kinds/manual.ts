import { z } from "@hono/zod-openapi";
import { sourceKind } from "./kind.ts";

/** A person with a key starts it. */
export const manual = sourceKind({
  title: "Manual",
  config: z.strictObject({ kind: z.literal("manual") }).openapi("ManualSource"),
  receives: false,
  words: () => "A person starts it.",
  holds: () => ({ holds: false, why: "it is started by hand" }),
  message: () => undefined,
});
