import { z } from "@hono/zod-openapi";
import { tellOfAsking } from "~/notifications/index.ts";
import { nameOfRun } from "../store.ts";
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
  begin({ id: node_id, question, expires_secs }, { ctx, tx, after, values, run_id }) {
    const text = fillText(question, values);
    const expires_at = expires_secs === null ? null : ctx.clock.iso(ctx.clock.now() + expires_secs * 1_000);
    tellOfAsking(ctx, tx, after, { run_id, node_id, workflow: nameOfRun(tx, run_id), question: text, expires_at });
    return { step: "wait", status: "waiting", text, due_at: expires_at };
  },
  due: () => ({ status: "timed_out", reason: "expired", detail: "Nobody decided in time." }),
});
