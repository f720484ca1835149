import { z } from "@hono/zod-openapi";
import { idParam } from "~/kit/ids.ts";
import { sourceKind } from "./kind.ts";

const ON = ["succeeded", "failed", "always"] as const;

const config = z
  .strictObject({
    kind: z.literal("completion"),
    workflow_id: idParam("workflow"),
    on: z.enum(ON).default("succeeded").openapi({
      description: "How the run ended. `failed` is timed out and interrupted too, `always` also cancelled.",
    }),
  })
  .openapi("CompletionSource");
export type CompletionSource = z.infer<typeof config>;

const WORDS: Record<(typeof ON)[number], string> = { succeeded: "has succeeded", failed: "has failed", always: "ends" };

/** What an end is told by: its `payload`. */
export interface Completed {
  run_id: string;
  workflow: { id: string; name: string };
  status: string;
  reason: string | null;
  detail: string | null;
  output: unknown;
}

/** A run of a workflow ends. */
export const completion = sourceKind({
  title: "Completion",
  config,
  receives: false,
  words: ({ workflow_id, on }) => `A run of ${workflow_id} ${WORDS[on]}.`,
  holds: () => ({ holds: false, why: "it is started when a run of a workflow ends" }),
  message: (_config, { payload }) => {
    const { output } = (payload ?? {}) as Partial<Completed>;
    return typeof output === "string" ? output : undefined;
  },
  input: (payload) => (payload as Completed).output,
});
