import { z } from "@hono/zod-openapi";
import { Chain, findDefaultChain } from "~/accounts/index.ts";
import { Permissions } from "~/backends/index.ts";
import { Fault } from "~/kit/fault.ts";
import { idParam } from "~/kit/ids.ts";
import { Ref } from "~/projects/index.ts";
import { jsonOf } from "../json.ts";
import { JsonSchema, mistakeIn } from "../json-schema.ts";
import { fillPrompt, namesIn } from "../values.ts";
import { nodeKind, working } from "./kind.ts";

export const AgentNode = z
  .strictObject({
    kind: z.literal("agent"),
    ...working,
    prompt: z.string().min(1).max(100_000).openapi({ description: "With `{input.…}` and `{nodes.<id>.text}` in it." }),
    chain: z.union([Chain, z.null()]).default(null).openapi({ description: "Null is the default chain." }),
    backend_config: z.record(z.string(), z.unknown()).default({}),
    permissions: Permissions.default("edit"),
    allowed_tools: z.array(z.string().max(200)).max(200).nullable().default(null),
    project_id: idParam("project").nullable().default(null),
    ref: z.union([Ref, z.null()]).default(null),
    output_schema: z
      .union([JsonSchema, z.null()])
      .default(null)
      .openapi({ description: "What it says must be JSON that satisfies this; it becomes `data`." }),
  })
  .openapi("AgentNode");

/** A CLI is asked, and its answer waited for. */
export const agent = nodeKind({
  title: "Agent",
  config: AgentNode,
  asks: ({ prompt }) => namesIn(prompt),
  // A snippet has placeholders of its own.
  takesAll: ({ prompt }) => prompt.includes("{snippet:"),

  begin({ prompt, chain, timeout_secs, ...asked }, { ctx, tx, values }) {
    const standard = findDefaultChain(ctx);
    const entries = chain?.entries ?? standard?.entries ?? [];
    if (entries.length === 0)
      throw new Fault("invalid", "It names no chain, and there is no default one: set either.", { code: "no_chain" });
    const { backend_config, permissions, allowed_tools, project_id, ref } = asked;
    const work = {
      ...{ backend_config, permissions, allowed_tools, project_id, ref },
      chain: { ...standard, ...chain, entries } as Chain,
      prompt: fillPrompt(tx, prompt, values, entries),
      timeout_ms: (timeout_secs ?? ctx.config.EXECUTION_TIMEOUT_SECS) * 1_000,
    };
    return { step: "execution", work };
  },

  judge({ output_schema }, text) {
    const data = jsonIn(text);
    if (output_schema === null) return { data };
    const mistake = data === undefined ? "it is no JSON" : mistakeIn(output_schema, data);
    if (mistake === undefined) return { data };
    return {
      status: "failed",
      reason: "bad_result",
      detail: `What it said is not what was asked for: ${mistake}.`,
      data,
    };
  },
});

/** The JSON that a text is, or that its last fence holds. */
function jsonIn(text: string): unknown {
  const fenced = [...text.matchAll(/```(?:json)?\s*\n(.*?)```/gs)].at(-1)?.[1];
  return jsonOf(text) ?? jsonOf(fenced ?? "");
}
