import { z } from "@hono/zod-openapi";
import { AgentNode } from "./agent.ts";
import { ApprovalNode, approval } from "./approval.ts";
import { CommandNode } from "./command.ts";
import { ConditionNode, condition } from "./condition.ts";
import { DelayNode, delay } from "./delay.ts";
import { HttpNode } from "./http.ts";
import type { NodeKind } from "./kind.ts";
import { MapNode, map } from "./map.ts";
import { NotifyNode, notify } from "./notify.ts";
import { steps } from "./steps.ts";
import { TransformNode } from "./transform.ts";
import { WorkflowNode } from "./workflow.ts";

export const kinds = { ...steps, condition, approval, delay, map, notify };

export const Node = z
  .discriminatedUnion("kind", [
    AgentNode,
    CommandNode,
    TransformNode,
    WorkflowNode,
    ConditionNode,
    ApprovalNode,
    DelayNode,
    MapNode,
    HttpNode,
    NotifyNode,
  ])
  .openapi("WorkflowNodeConfig");
export type Node = z.infer<typeof Node>;

/** The kind of a node that passed `Node`: its config is the one that kind's methods take. */
export function kindOf({ kind }: Pick<Node, "kind">): NodeKind {
  return kinds[kind] as NodeKind;
}
