import { join } from "node:path";
import { z } from "@hono/zod-openapi";
import { audit } from "~/audit/index.ts";
import type { Context } from "~/context.ts";
import { refuseWhenFull, submit } from "~/executions/index.ts";
import { orNull } from "~/http/router.ts";
import { Fault } from "~/kit/fault.ts";
import { idParam } from "~/kit/ids.ts";
import { kindOf, Node } from "./kinds/index.ts";
import { NodeId, type Scene, type Step } from "./kinds/kind.ts";
import { RunStatus } from "./status.ts";

const anything = z.unknown();
const Left = z.strictObject({
  text: z.string().nullable().default(null),
  data: anything.optional(),
  status: RunStatus.default("succeeded"),
  usage: anything.optional(),
});

export const NodeTrial = z
  .strictObject({
    node: Node,
    values: z
      .strictObject({
        input: anything.optional(),
        trigger: anything.optional(),
        nodes: z.record(NodeId, Left).default({}),
        item: anything.optional(),
        index: z.number().int().min(0).optional(),
      })
      .prefault({})
      .openapi({ description: "What the run would know: of nodes before it, what they would have left." }),
  })
  .openapi("NodeTrial");
export type NodeTrial = z.infer<typeof NodeTrial>;

export const TriedNode = z
  .object({
    does: z.enum(["done", "execution", "wait", "run", "items", "other"]).openapi({
      description:
        "done: it has ended, as `status` says. execution: it runs as `execution_id`, which bears the tag `test`. wait: " +
        "it would wait, for the person that `text` asks or for the time. run: it would run the workflow with `data`. " +
        "items: it would do each of `data`. other: only a run can tell.",
    }),
    status: orNull(RunStatus),
    detail: z.string().nullable(),
    port: z.string().nullable(),
    text: z.string().nullable(),
    data: anything,
    execution_id: idParam("execution").nullable(),
  })
  .openapi("TriedNode");
type TriedNode = z.infer<typeof TriedNode>;

/** Does what a node would, with values that somebody made up. Nothing of it is kept but an execution. */
export function tryNode(ctx: Context, request_id: string, { node, values }: NodeTrial): TriedNode {
  refuseWhenFull(ctx);
  const { input = null, trigger = null, nodes, ...within } = values;
  const left = Object.entries(nodes).map(([id, { data = null, usage = null, ...one }]) => [
    id,
    { ...one, data, usage },
  ]);
  return ctx.db.tx((tx, after) => {
    const step = stepOf({ ctx, tx, after, run_id: request_id, key: request_id }, node, {
      input,
      trigger,
      nodes: Object.fromEntries(left),
      ...within,
    });
    if (step.step !== "execution") return tell(step);
    const submitted = submit(ctx, tx, after, {
      ...{ origin: "workflow", request_id, retry_on_interrupt: false, tags: ["test"] },
      working_dir: join(ctx.config.data_dir, "workspaces", request_id),
      ...step.work,
    });
    if ("skipped" in submitted) throw new Fault("conflict", submitted.skipped);
    const { execution_id } = submitted;
    audit(ctx, tx, { action: "workflow.node_tried", subject_id: execution_id, after: { node_id: node.id } });
    return { ...NOTHING, does: "execution", execution_id };
  });
}

type Values = Parameters<ReturnType<typeof kindOf>["begin"]>[1]["values"];

function stepOf(scene: Omit<Scene, "values">, node: Node, values: Values): Step {
  if (node.kind === "notify") throw new Fault("invalid", "A notify node is not tried: it would tell people.");
  try {
    return kindOf(node).begin(node, { ...scene, values });
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { step: "done", outcome: { status: "failed", reason: error.code, detail: error.message } };
  }
}

const NOTHING: Omit<TriedNode, "does"> = {
  ...{ status: null, detail: null, port: null, text: null, data: null, execution_id: null },
};

function tell(step: Step): TriedNode {
  switch (step.step) {
    case "done": {
      const { status, detail = null, port = null, text = null, data = null } = step.outcome;
      return { ...NOTHING, does: "done", status, detail, port, text, data };
    }
    case "wait":
      return { ...NOTHING, does: "wait", text: step.text ?? null };
    case "run":
      return { ...NOTHING, does: "run", data: step.input };
    case "items":
      return { ...NOTHING, does: "items", data: step.items };
    default:
      return { ...NOTHING, does: "other" };
  }
}
