import { z } from "@hono/zod-openapi";
import { fillJson, namesInJson } from "../values.ts";
import { ANY_JSON, common, nodeKind } from "./kind.ts";

export const TransformNode = z
  .strictObject({
    kind: z.literal("transform"),
    ...common,
    value: z.json().openapi({
      type: [...ANY_JSON],
      description:
        "Any JSON. A text in it that is one placeholder becomes that value; in other texts placeholders are filled in.",
      example: { title: "Release {input.tag}", notes: "{nodes.notes.data}" },
    }),
  })
  .openapi("TransformNode");

/** Makes one value of others. */
export const transform = nodeKind({
  title: "Transform",
  config: TransformNode,
  asks: ({ value }) => namesInJson(value),

  begin({ value }, { values }) {
    const data = fillJson(value, values);
    const text = typeof data === "string" || data === null ? data : JSON.stringify(data);
    return { step: "done", outcome: { status: "succeeded", data, text } };
  },
});
