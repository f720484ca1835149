import { z } from "@hono/zod-openapi";
import { Fault } from "~/kit/fault.ts";
import { idParam } from "~/kit/ids.ts";
import { Ref } from "~/projects/index.ts";
import { jsonOf } from "../json.ts";
import { shown, type Values } from "../values.ts";
import { nodeKind, working } from "./kind.ts";

/** Each is kept with its execution. */
const MOST_STDIN = 4 * 1024 * 1024;

const Argument = z
  .string()
  .max(10_000)
  .refine((text) => !text.includes("\0"), "must not hold NUL");

export const CommandNode = z
  .strictObject({
    kind: z.literal("command"),
    ...working,
    command: z
      .array(Argument)
      .min(1)
      .max(1_000)
      .openapi({
        description:
          "The program and its arguments, each as it is. What the run knows comes by stdin, as JSON: no value is ever part of a command.",
        example: ["sh", "-c", "jq -r .nodes.review.text"],
      }),
    project_id: idParam("project").nullable().default(null),
    ref: z.union([Ref, z.null()]).default(null),
  })
  .openapi("CommandNode");

/** A program runs; what it prints is its text, and its data when that is JSON. */
export const command = nodeKind({
  title: "Command",
  config: CommandNode,
  asks: () => [],
  takesAll: () => true,

  begin({ command, project_id, ref, timeout_secs }, { ctx, values }) {
    const work = {
      backend_config: { command },
      chain: {
        entries: [{ backend: "command" as const, account: "any", model: null }],
        on_usage_limit: "fail" as const,
        rotate_accounts: false,
        on_error: { kind: "fail" as const },
      },
      permissions: "full" as const,
      ...{ project_id, ref, prompt: told(values) },
      timeout_ms: (timeout_secs ?? ctx.config.EXECUTION_TIMEOUT_SECS) * 1_000,
    };
    return { step: "execution", work };
  },

  judge: (_config, text) => ({ data: jsonOf(text) }),
});

function told(values: Values): string {
  const text = JSON.stringify(shown(values));
  if (text.length <= MOST_STDIN) return text;
  const message = `What the run knows is ${text.length} characters long, and a program is told ${MOST_STDIN} at most.`;
  throw new Fault("invalid", message, { code: "too_long" });
}
