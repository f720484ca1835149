import { z } from "@hono/zod-openapi";
import { ACTIONS, type Action, type ActionKind, Outcome } from "./model.ts";
import { RESULT_VARIABLE } from "./read.ts";

/** The JSON Schema of an outcome. */
export function outcomeSchema() {
  return z.toJSONSchema(Outcome, { io: "input", unrepresentable: "any" });
}

/** What a prompt says of the outcome that is wanted, for `{outcome_format}`: only what is allowed is offered. */
export function describeOutcome(allowed: readonly ActionKind[]): string {
  const offered = OFFERED.filter(({ kind }) => allowed.includes(kind));
  const example = { ...EXAMPLE, ...(offered.length > 0 && { actions: offered.map(({ example }) => example) }) };
  const { actions, ...properties } = SHAPE.properties ?? {};
  const items = { oneOf: offered.map(({ schema }) => schema) };
  const proposed = offered.length > 0 && typeof actions === "object" && { actions: { ...actions, items } };
  const schema = { ...SHAPE, properties: { ...properties, ...proposed } };
  return `End your answer with exactly one block of this form. A program reads it: one JSON object, on as many lines as you like.

\`\`\`agented
${JSON.stringify(example)}
\`\`\`

That is an example of another task. Yours has to fit this JSON Schema, with no other keys; leave out what does not apply:
${JSON.stringify(schema)}

${offered.length > 0 ? PROPOSALS : NO_ACTIONS} Where you may write files you can write the same JSON to the file named by ${RESULT_VARIABLE} instead.`;
}

const PROPOSALS = "`actions` are proposals: they are done for you after you have ended, so do none of it yourself.";
const NO_ACTIONS = "Nothing is posted or changed for you: a person reads what you say here.";

/** The schema without what a model need not read: what JSON cannot get wrong, and what the sentences say already. */
function compact(type: z.ZodType): z.core.JSONSchema.BaseSchema {
  const said = ["additionalProperties", "default", "minLength", "maximum"] as const;
  const { $schema: _uri, ...schema } = z.toJSONSchema(type, {
    ...{ io: "input", unrepresentable: "any" },
    override({ jsonSchema }) {
      for (const key of said) delete jsonSchema[key];
      if (jsonSchema.enum || jsonSchema.const !== undefined) delete jsonSchema.type;
    },
  });
  return schema;
}

const EXAMPLE: z.input<typeof Outcome> = {
  summary: "The new retry loop never ends when the server answers 429.",
  verdict: "fail",
  findings: [
    {
      ...{ severity: "high", title: "Endless retry on 429", path: "src/client.ts", line: 42 },
      fix: "Stop after five tries and wait for Retry-After.",
    },
  ],
};

/** One of each kind, as a good run proposes it. */
const PROPOSED: Record<Action["kind"], z.input<typeof Action>> = {
  comment: { kind: "comment", body: "The build fails since 1f3c2a: `parse` is called before the config is read." },
  review: {
    ...{ kind: "review", verdict: "request_changes", body: "One thing has to change before this can go in." },
    comments: [{ path: "src/client.ts", line: 42, body: "This never ends when the server answers 429." }],
  },
  check: {
    ...{ kind: "check", conclusion: "failure", title: "1 problem", summary: "An endless retry." },
    annotations: [{ path: "src/client.ts", start_line: 42, level: "failure", message: "Endless retry on 429" }],
  },
  labels: { kind: "labels", add: ["bug"] },
  pull_request: {
    kind: "pull_request",
    title: "Stop retrying after five tries",
    body: "Fixes the endless loop on 429.",
  },
};

/** Made once: a prompt is rendered for every event. */
const SHAPE = compact(Outcome);
const OFFERED = ACTIONS.map((action) => {
  const kind = action.shape.kind.value;
  return { kind, schema: compact(action), example: PROPOSED[kind] };
});
