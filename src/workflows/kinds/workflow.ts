import { z } from "@hono/zod-openapi";
import { idParam } from "~/kit/ids.ts";
import { fillJson, namesInJson } from "../values.ts";
import { ANY_JSON, common, nodeKind } from "./kind.ts";

export const WorkflowNode = z
  .strictObject({
    kind: z.literal("workflow"),
    ...common,
    workflow_id: idParam("workflow"),
    input: z
      .json()
      .default(null)
      .openapi({ type: [...ANY_JSON], description: "The input of its run, with placeholders." }),
  })
  .openapi("WorkflowNode");

/** Another workflow runs; its output is this node's. */
export const workflow = nodeKind({
  title: "Workflow",
  config: WorkflowNode,
  asks: ({ input }) => namesInJson(input),
  begin: ({ workflow_id, input }, { values }) => ({ step: "run", workflow_id, input: fillJson(input, values) }),
});
