import { z } from "@hono/zod-openapi";
import { type ActionKind, Outcome } from "./model.ts";
import { RESULT_VARIABLE } from "./read.ts";

/** The JSON Schema of an outcome. */
export function outcomeSchema() {
  return z.toJSONSchema(Outcome, { io: "input", unrepresentable: "any" });
}

/** What a prompt says of the outcome that is wanted, for `{outcome_format}`. */
export function describeOutcome(allowed: readonly ActionKind[]): string {
  const kinds = allowed.filter((kind) => kind !== "approve");
  const actions =
    kinds.length > 0 ? `Actions that are done for you: ${kinds.join(", ")}.` : "No actions are done for you.";
  return `End your answer with your result as JSON in a block that begins with \`\`\`agented and ends with \`\`\`, or write it to the file named by ${RESULT_VARIABLE}. ${actions} It must fit this JSON Schema:
${JSON.stringify(outcomeSchema())}`;
}
