import { z } from "@hono/zod-openapi";
import { fillText, namesIn } from "../values.ts";
import { common, nodeKind } from "./kind.ts";

export const ApprovalNode = z
  .strictObject({
    kind: z.literal("approval"),
    ...common,
    question: z.string().min(1).max(10_000).openapi({ description: "What the person is asked, with placeholders." }),
    expires_secs: z
      .number()
      .int()
      .min(1)
      .max(90 * 86_400)
      .nullable()
      .default(null)
      .openapi({ description: "Null waits for ever." }),
  })
  .openapi("ApprovalNode");

/** A person decides, once. */
export const approval = nodeKind({
  title: "Approval",
  config: ApprovalNode,
  asks: ({ question }) => namesIn(question),
  begin: ({ question, expires_secs }, { ctx: { clock }, values }) => ({
    ...{ step: "wait", status: "waiting", text: fillText(question, values) },
    due_at: expires_secs === null ? null : clock.iso(clock.now() + expires_secs * 1_000),
  }),
  due: () => ({ status: "timed_out", reason: "expired", detail: "Nobody decided in time." }),
});
