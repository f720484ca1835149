import { z } from "@hono/zod-openapi";
import { common, nodeKind } from "./kind.ts";

export const DelayNode = z
  .strictObject({
    kind: z.literal("delay"),
    ...common,
    secs: z
      .number()
      .int()
      .min(1)
      .max(30 * 86_400),
  })
  .openapi("DelayNode");

/** Lets time go by, also while the server is down. */
export const delay = nodeKind({
  title: "Delay",
  config: DelayNode,
  asks: () => [],
  begin: ({ secs }, { ctx: { clock } }) => ({
    ...{ step: "wait", status: "running" },
    due_at: clock.iso(clock.now() + secs * 1_000),
  }),
  due: () => ({ status: "succeeded" }),
});
