import { z } from "@hono/zod-openapi";
import { Fault } from "~/kit/fault.ts";
import { FieldPath } from "~/triggers/index.ts";
import { valueAt } from "../values.ts";
import { common, nodeKind } from "./kind.ts";
import { StepNode } from "./steps.ts";

const MOST_ITEMS = 1_000;

export const MapNode = z
  .strictObject({
    kind: z.literal("map"),
    ...common,
    over: FieldPath.openapi({ description: "Where the list is.", example: "nodes.list.data" }),
    each: StepNode.openapi({ description: "What is done for each: `{item}` is the item, `{index}` counts from 0." }),
    max_parallel: z.number().int().min(1).max(100).default(4),
  })
  .openapi("MapNode");

/** Does the same for each item of a list, several at once; its data is the list of what came of them. */
export const map = nodeKind({
  title: "Map",
  config: MapNode,
  asks: ({ over }) => [over],

  begin({ over }, { values }) {
    const items = valueAt(values, over);
    if (!Array.isArray(items)) throw new Fault("invalid", `${over} is no list.`, { code: "no_list" });
    if (items.length > MOST_ITEMS)
      throw new Fault("invalid", `${over} has ${items.length} items, and a map takes ${MOST_ITEMS} at most.`);
    if (items.length === 0) return { step: "done", outcome: { status: "succeeded", data: [], text: "[]" } };
    return { step: "items", items };
  },
});
