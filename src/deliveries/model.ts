import { z } from "@hono/zod-openapi";
import { idParam } from "~/kit/ids.ts";

/** What a delivery meant to one trigger. */
export interface Verdict {
  trigger_id: string;
  /** Whether it was to start the trigger. */
  holds: boolean;
  execution_id?: string;
  /** The earlier delivery that it may be a copy of. */
  replay_of?: string;
  /** One sentence for a person. */
  why: string;
}

export const Receipt = z
  .object({
    delivery_id: idParam("delivery"),
    status: z
      .enum(["accepted", "ignored", "duplicate", "suspected_replay", "waiting"])
      .openapi({ description: "waiting: the queue is full; its executions are made when there is room." }),
    execution_ids: z.array(idParam("execution")),
    duplicate_of: idParam("delivery").optional(),
  })
  .openapi("Receipt");
export type Receipt = z.infer<typeof Receipt>;
