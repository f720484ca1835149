import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import examples from "@octokit/webhooks-examples";
import { Outcome } from "~/outcomes/index.ts";
import { deliver, SECRET } from "~/testing/deliver.ts";
import { openTest } from "~/testing/server.ts";
import { placeholders, TriggerInput } from "~/triggers/index.ts";
import { library } from "./library/index.ts";
import type { TemplateData } from "./model.ts";

let app: Awaited<ReturnType<typeof openTest>>;
beforeAll(async () => {
  app = await openTest();
});
afterAll(() => app[Symbol.asyncDispose]());

/** A payload as GitHub sent it once. */
function recorded(event: string, action: string): Record<string, Record<string, unknown>> {
  const all = examples.find(({ name }) => name === event)?.examples ?? [];
  const found = all.find((example) => "action" in example && example.action === action);
  return structuredClone(found ?? {}) as Record<string, Record<string, unknown>>;
}

/** An order to the fake CLI, in a line of its own; a semicolon would end it. */
const order = (outcome: unknown) => `\noutcome ${JSON.stringify(outcome).replaceAll(";", "\\u003b")}\n`;

/** What comes in for a template, with the order where a stranger's text stands; and which text its source takes. */
const ARRIVING: Record<string, { payload: (order: string) => object; text_path?: string; says: string[] }> = {
  "pr-review": { payload: pullRequest, says: ["Update the README with new information", "Codertocat"] },
  "pr-security-review": { payload: pullRequest, says: ["Update the README with new information", "Codertocat"] },
  "issue-triage": {
    payload: (text) => within(recorded("issues", "opened"), "issue", { body: `It fails.${text}` }),
    says: ["Spelling error in the README file", "It fails."],
  },
  "failing-ci": {
    payload: (text) => within(recorded("workflow_run", "completed"), "workflow_run", { head_branch: `main${text}` }),
    says: ["main", "https://github.com/"],
  },
  "code-question": {
    payload: (text) => within(recorded("issue_comment", "created"), "comment", { body: `Why?${text}` }),
    text_path: "comment.body",
    says: ["Why?", "Spelling error in the README file"],
  },
  "incident-first-look": {
    payload: (text) => ({ alert: "CheckoutErrors", value: 0.42, note: text }),
    says: ["CheckoutErrors", "0.42"],
  },
};

function pullRequest(text: string) {
  return within(recorded("pull_request", "opened"), "pull_request", { body: `It is needed.${text}` });
}

function within(payload: Record<string, Record<string, unknown>>, name: string, fields: Record<string, unknown>) {
  return { ...payload, [name]: { ...payload[name], ...fields } };
}

const use = (id: string, fields: Record<string, unknown> = {}) =>
  app.client.call("POST", `/admin/templates/${id}/use`, fields, 201);

test("each has a name of its own and a test that brings it something", () => {
  expect(library.length).toBeGreaterThanOrEqual(8);
  expect(new Set(library.flatMap(({ id, name }) => [id, name])).size).toBe(2 * library.length);
  const brought = library.filter(({ source }) => source.kind === "github" || source.kind === "webhook");
  expect(Object.keys(ARRIVING).toSorted()).toEqual(brought.map(({ id }) => id).toSorted());
});

describe.each(library.map((template) => [template.id, template] as const))("%s", (id, template) => {
  const { trigger, example } = template;
  const { allowed_actions = [], prompt_template } = trigger;

  test("asks for nothing that is no placeholder, and for its outcome", () => {
    const { known, unknown } = placeholders(prompt_template);
    expect(unknown).toEqual([]);
    expect(known).toContain("outcome_format");
    expect(prompt_template.length).toBeLessThan(4_000);
  });

  test("promises what it may do, and grants no more than it needs", () => {
    const { actions, findings = [] } = Outcome.parse(example);
    expect<string[]>(actions.map(({ kind }) => kind).toSorted()).toEqual([...allowed_actions].toSorted());
    expect(actions.length + findings.length).toBeGreaterThan(0);
    expect(trigger.permissions).toBe(allowed_actions.includes("pull_request") ? "edit" : "read_only");
  });

  test("has a source that triggers take, and starts disabled", async () => {
    const made = await use(id);
    expect(made).toMatchObject({ name: template.name, enabled: false, backend: "claude", warnings: [] });
    expect(made).toMatchObject({ source: { kind: template.source.kind }, permissions: trigger.permissions });
    expect(TriggerInput.shape.source.safeParse(template.source).success).toBe(true);
    if (made.source.kind !== "github") return;
    await app.client.call("PATCH", `/admin/triggers/${made.id}`, { enabled: true }, 200);
    // What GitHub would send starts it.
    expect(await app.client.call("POST", `/admin/triggers/${made.id}/test`, {}, 202)).toMatchObject({
      status: "accepted",
    });
  });

  test("comes on a fake CLI to what it promises", async () => {
    const { prompt, ...execution } = await run(template);
    expect(execution).toMatchObject({ status: "succeeded", outcome: Outcome.parse(example), outcome_error: null });
    expect(execution).toMatchObject({ allowed_actions, permissions: trigger.permissions, template_revision: 1 });
    for (const text of ARRIVING[id]?.says ?? []) expect(prompt).toContain(text);
    for (const kind of allowed_actions) expect(prompt).toContain(`"const":"${kind}"`);
  });
});

/** The finished execution: of a signed delivery where something comes in, else of a person's start. */
async function run({ id, source, trigger, example }: TemplateData) {
  const arriving = ARRIVING[id];
  const secret = `${SECRET} for ${id}`;
  const given = arriving ? { kind: "webhook", secret, text_path: arriving.text_path } : { kind: "manual" };
  // In the JSON of a whole payload an order has no line of its own.
  const obeys = arriving && !trigger.prompt_template.includes("{payload}");
  const made = await use(id, { source: given, ...(obeys ? {} : writing(example)), note: `as ${source.kind}` });
  const path = `/admin/triggers/${made.id}`;
  await app.client.call("PATCH", path, { enabled: true, strict: true }, 200);
  if (!arriving)
    return app.client.finished((await app.client.call("POST", `${path}/run`, { message: "2.4.0" })).execution_id);
  const options = { secret, path: `/api/webhooks/${made.id}` };
  const { execution_ids } = await deliver(app.client, arriving.payload(order(example)), options);
  return app.client.finished(execution_ids[0]);
}

/** A command in place of a CLI: it reads its prompt and writes its result file. */
function writing(example: TemplateData["example"]) {
  const script = 'cat > /dev/null; printf %s "$1" > "$AGENTED_RESULT_FILE"';
  return { backend: "command", backend_config: { command: ["sh", "-c", script, "sh", JSON.stringify(example)] } };
}
