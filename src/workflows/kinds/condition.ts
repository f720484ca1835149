import { z } from "@hono/zod-openapi";
import { Filter, holds, pathsOf } from "~/triggers/index.ts";
import { valueAt } from "../values.ts";
import { common, nodeKind } from "./kind.ts";

export const ConditionNode = z
  .strictObject({ kind: z.literal("condition"), ...common, filter: Filter })
  .openapi("ConditionNode", { description: "Its paths begin with `input` or `nodes.<id>`." });

/** Goes one of two ways. A value that is missing is no reason to go either, unless that is what is asked. */
export const condition = nodeKind({
  title: "Condition",
  config: ConditionNode,
  ports: ["true", "false"],
  asks: ({ filter }) => pathsOf(filter).map(({ path }) => path),

  begin({ filter }, { values }) {
    for (const { path, op } of pathsOf(filter)) if (op !== "exists") valueAt(values, path);
    const { holds: result, why } = holds(filter, values);
    return { step: "done", outcome: { status: "succeeded", port: String(result), data: { result }, text: why } };
  },
});
