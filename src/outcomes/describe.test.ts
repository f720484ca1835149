import { expect, test } from "bun:test";
import { describeOutcome, outcomeSchema } from "./describe.ts";
import { ActionKind, Outcome } from "./model.ts";
import { readOutcome } from "./read.ts";

const KINDS = ActionKind.options.filter((kind) => kind !== "approve");
/** Every choice of kinds. */
const CHOICES = Array.from({ length: 2 ** KINDS.length }, (_, bits) => KINDS.filter((_, i) => (bits >> i) & 1));

test("the example is an outcome with the allowed kinds of action, and no other is spoken of", () => {
  for (const allowed of CHOICES) {
    const text = describeOutcome(allowed);
    // As it is read from an answer.
    const told = readOutcome("/none/such", { text }, (clean) => clean);
    expect(told.outcome_error).toBeUndefined();
    expect(told.outcome?.actions.map(({ kind }) => kind)).toEqual(allowed);
    for (const kind of KINDS)
      expect([kind, text.includes(`"const":"${kind}"`)]).toEqual([kind, allowed.includes(kind)]);
    expect(text.includes("`actions`")).toBe(allowed.length > 0);
  }
});

test("the schema is short, and says what is required", () => {
  const text = describeOutcome(KINDS);
  const schema = JSON.parse(/^\{.*\}$/m.exec(text.split("JSON Schema")[1] ?? "")?.[0] ?? "");
  expect(Object.keys(schema.properties).toSorted()).toEqual(Object.keys(Outcome.shape).toSorted());
  const [comment] = schema.properties.actions.items.oneOf;
  expect(comment).toEqual({
    type: "object",
    properties: { kind: { const: "comment" }, body: { type: "string", maxLength: 60_000 } },
    required: ["kind", "body"],
  });
  expect(JSON.stringify(schema).length).toBeLessThan(0.75 * JSON.stringify(outcomeSchema()).length);
  expect(describeOutcome([]).length).toBeLessThan(1_500);
});
