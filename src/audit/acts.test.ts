import { afterAll, beforeAll, expect, test } from "bun:test";
import { eq } from "drizzle-orm";
import { schema } from "~/db/schema.ts";
import { openReceiver, type Receiver } from "~/testing/receiver.ts";
import { openTest } from "~/testing/server.ts";

let app: Awaited<ReturnType<typeof openTest>>;
let receiver: Receiver;
beforeAll(async () => {
  receiver = openReceiver();
  app = await openTest({ ALLOWED_PRIVATE_HOSTS: receiver.place });
});
afterAll(async () => {
  await app[Symbol.asyncDispose]();
  await receiver[Symbol.asyncDispose]();
});

const SECRET = "a-secret-that-no-log-may-show";

/** Good input for a route: what stands in the path, and the body. */
interface Good {
  in?: Record<string, string>;
  /** The same, of what is not the subject of the act. */
  path?: Record<string, string>;
  body?: unknown;
}

/** Every route that changes something at a person's wish: what the log calls that, and how it is done. */
const ACTS: Record<string, [action: string, good: () => Good | Promise<Good>]> = {
  "POST /admin/accounts": ["account.created", () => ({ body: account() })],
  "PATCH /admin/accounts/{id}": [
    "account.updated",
    async () => ({ in: await made("/admin/accounts", account()), body: { key: key(`${SECRET}-new`) } }),
  ],
  "DELETE /admin/accounts/{id}": ["account.deleted", async () => ({ in: await made("/admin/accounts", account()) })],
  "DELETE /admin/accounts/{id}/cooldowns": [
    "account.cooldowns_cleared",
    async () => ({ in: await made("/admin/accounts", account()) }),
  ],
  "PUT /admin/chains/default": [
    "chain.replaced",
    () => ({
      body: {
        ...{ entries: [{ backend: "codex" }], on_usage_limit: "hold", rotate_accounts: false },
        on_error: { kind: "fail" },
      },
    }),
  ],
  "POST /admin/triggers": ["trigger.created", () => ({ body: trigger() })],
  "PATCH /admin/triggers/{id}": [
    "trigger.updated",
    async () => ({ in: await made("/admin/triggers", trigger()), body: { source: source(`${SECRET}-new`) } }),
  ],
  "DELETE /admin/triggers/{id}": ["trigger.deleted", async () => ({ in: await made("/admin/triggers", trigger()) })],
  "POST /admin/executions/{id}/cancel": ["execution.cancelled", async () => ({ in: { id: await running() } })],
  "POST /admin/executions/{id}/retry": ["execution.retried", async () => ({ in: { id: await finished() } })],
  "POST /admin/executions/{id}/continue": [
    "execution.continued",
    async () => ({ in: { id: await finished() }, body: { message: "go on" } }),
  ],
  "POST /admin/executions/{id}/answer": [
    "execution.let_on",
    async () => ({ in: { id: await waiting() }, body: { answer: "continue" } }),
  ],
  "POST /admin/queue/pause": ["queue.paused", () => ({ body: { subject: "gemini" } })],
  "POST /admin/queue/resume": ["queue.resumed", () => ({ body: { subject: "gemini" } })],
  "POST /admin/budgets": ["budget.created", () => ({ body: budget() })],
  "PATCH /admin/budgets/{id}": [
    "budget.updated",
    async () => ({ in: await made("/admin/budgets", budget()), body: { hard_limit: 7 } }),
  ],
  "DELETE /admin/budgets/{id}": ["budget.deleted", async () => ({ in: await made("/admin/budgets", budget()) })],
  "POST /admin/prices/import": [
    "prices.imported",
    () => ({ body: { source: "a test", dated: "2026-01-01", models: { x: price() } } }),
  ],
  "PUT /admin/prices/{model}": ["price.set", () => ({ in: { model: "mine" }, body: price() })],
  "DELETE /admin/prices/{model}": ["price.removed", () => ({ in: { model: "mine" } })],
  "POST /admin/channels": ["channel.created", () => ({ body: channel() })],
  "PATCH /admin/channels/{id}": [
    "channel.updated",
    async () => ({ in: await made("/admin/channels", channel()), body: { enabled: false } }),
  ],
  "DELETE /admin/channels/{id}": ["channel.deleted", async () => ({ in: await made("/admin/channels", channel()) })],
  "POST /admin/channels/{id}/rotate": ["channel.rotated", async () => ({ in: await made("/admin/channels", hook()) })],
  "POST /admin/channels/{id}/test": ["channel.tested", async () => ({ in: await made("/admin/channels", channel()) })],
  "POST /admin/notification-rules": ["notification_rule.created", async () => ({ body: await rule() })],
  "PATCH /admin/notification-rules/{id}": [
    "notification_rule.updated",
    async () => ({ in: await made("/admin/notification-rules", await rule()), body: { enabled: false } }),
  ],
  "DELETE /admin/notification-rules/{id}": [
    "notification_rule.deleted",
    async () => ({ in: await made("/admin/notification-rules", await rule()) }),
  ],
  "PATCH /admin/executions/{id}": [
    "execution.tagged",
    async () => ({ in: { id: await finished() }, body: { tags: ["a"] } }),
  ],
  "POST /admin/executions/{id}/replay": [
    "execution.replayed",
    async () => ({ in: { id: await finished() }, body: {} }),
  ],
  "POST /admin/executions/cancel": ["execution.cancelled", async () => ({ body: { ids: [await running()] } })],
  "POST /admin/executions/retry": ["execution.retried", async () => ({ body: { ids: [await failed()] } })],
  "POST /admin/executions/{id}/actions/{number}/retry": ["github_action.retried", async () => ({ in: await undone() })],
  "PATCH /admin/findings/{id}": ["finding.fixed", () => ({ in: { id: found() }, body: { status: "fixed" } })],
  "POST /admin/deliveries/{id}/replay": ["delivery.replayed", async () => ({ in: await delivered(), body: {} })],
  "POST /admin/triggers/{id}/run": [
    "trigger.run",
    async () => ({ in: await made("/admin/triggers", trigger()), body: { message: "say hello" } }),
  ],
  "POST /admin/triggers/{id}/test": [
    "trigger.tested",
    async () => ({ in: await made("/admin/triggers", trigger()), body: {} }),
  ],
  "POST /admin/triggers/{id}/secret/rotate": [
    "trigger.secret_rotated",
    async () => ({ in: await made("/admin/triggers", trigger()), body: {} }),
  ],
  "POST /admin/triggers/{id}/revisions/{number}/restore": [
    "trigger.updated",
    async () => ({ in: await revised(), body: {} }),
  ],
  "POST /admin/triggers/{id}/schedule/pause": ["schedule.paused", async () => ({ in: await scheduled() })],
  "POST /admin/triggers/{id}/schedule/resume": [
    "schedule.resumed",
    async () => {
      const { id } = await scheduled();
      await app.client.call("POST", `/admin/triggers/${id}/schedule/pause`, undefined, 200);
      return { in: { id } };
    },
  ],
  "POST /admin/snippets": ["snippet.created", () => ({ body: snippet() })],
  "PATCH /admin/snippets/{id}": [
    "snippet.updated",
    async () => ({ in: await made("/admin/snippets", snippet()), body: { text: "y" } }),
  ],
  "DELETE /admin/snippets/{id}": ["snippet.deleted", async () => ({ in: await made("/admin/snippets", snippet()) })],
  "POST /admin/templates/{id}/use": ["trigger.created", () => ({ body: { name: name() }, path: { id: "pr-review" } })],
  "POST /admin/products": ["product.created", () => ({ body: { name: name() } })],
  "PATCH /admin/products/{id}": [
    "product.updated",
    async () => ({ in: await made("/admin/products", { name: name() }), body: { name: name() } }),
  ],
  "DELETE /admin/products/{id}": [
    "product.deleted",
    async () => ({ in: await made("/admin/products", { name: name() }) }),
  ],
  "POST /admin/projects": ["project.created", () => ({ body: project() })],
  "PATCH /admin/projects/{id}": [
    "project.updated",
    async () => ({ in: await made("/admin/projects", project()), body: { name: name() } }),
  ],
  "DELETE /admin/projects/{id}": ["project.deleted", async () => ({ in: await made("/admin/projects", project()) })],
  "POST /admin/notifications/{id}/retry": ["notification.retried", async () => ({ in: { id: await undelivered() } })],
};

/** Unsafe routes that leave no entry, and why. */
const NO_ACTS: Record<string, string> = {
  "POST /admin/stream-tokens": "it opens for a minute what its key may read anyway",
  "POST /admin/accounts/{id}/check": "it looks",
  "POST /admin/triggers/{id}/preview": "it looks",
  "POST /admin/triggers/preview": "it looks",
  "POST /admin/deliveries/{id}/preview": "it looks",
  "POST /admin/schedules/preview": "it looks",
  "POST /admin/projects/{id}/fetch": "the server does as much by itself",
  "POST /admin/budgets/estimate": "it looks",
};

test("every route that may change something is in one of the two tables", async () => {
  const { paths } = await app.client.call("GET", "/openapi/openapi.json");
  const unsafe = Object.entries<Record<string, unknown>>(paths).flatMap(([path, methods]) =>
    Object.keys(methods)
      .filter((method) => method !== "get" && path.startsWith("/admin"))
      .map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(unsafe.toSorted()).toEqual([...Object.keys(ACTS), ...Object.keys(NO_ACTS)].toSorted());
});

test.each(Object.entries(ACTS).map(([route, [action, good]]) => ({ route, action, good })))(
  "$route leaves $action, with who and what, and no secret",
  async ({ route, action, good }) => {
    const { in: names = {}, path: others, body } = await good();
    const [method = "", template = ""] = route.split(" ");
    const path = template.replace(/\{(\w+)\}/g, (_, name) => ({ ...others, ...names })[name] ?? "");
    const json =
      body === undefined ? {} : { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } };
    const response = await app.client.fetch(path, { method, ...json });
    const answer = await response.text();
    if (!response.ok) throw new Error(`${route}: ${response.status} ${answer}`);
    const { entries } = await app.client.call("GET", `/admin/audit?limit=1&action=${action}`);
    expect(entries).toMatchObject([{ action, actor: "bootstrap", address: "127.0.0.1" }]);
    expect(entries[0].request_id).toBe(response.headers.get("X-Request-Id"));
    if (names.id) expect(entries[0].subject_id).toBe(names.id);
    for (const secret of [SECRET, answer.match(/whsec_[^"]+/)?.[0] ?? SECRET])
      expect(JSON.stringify(entries)).not.toContain(secret);
  },
  20_000,
);

test("what is refused leaves nothing", async () => {
  const count = () => app.ctx.db.orm.$count(schema.audit_log);
  const before = await count();
  await app.client.call("DELETE", "/admin/budgets/bud-01kb3m6g000000000000", undefined, 404);
  await app.client.call("POST", "/admin/budgets", { ...budget(), hard_limit: null }, 400);
  await app.client.call("POST", `/admin/executions/${await finished()}/cancel`, undefined, 409);
  const made = before + 2; // The trigger of that execution, and that it was run.
  expect(await count()).toBe(made);
});

let number = 0;
const name = () => `thing ${++number}`;
const key = (secret: string) => ({ variable: "ANTHROPIC_API_KEY", secret });
const source = (secret: string) => ({ kind: "webhook", secret });
const account = () => ({ backend: "claude", name: name(), key: key(SECRET) });
const trigger = () => ({ name: name(), source: source(SECRET), backend: "claude", prompt_template: "{message}" });
const budget = () => ({ name: name(), scope: "global", window: "day", unit: "runs", hard_limit: 1_000 });
const price = () => ({ input_cost_per_token: 1e-6, output_cost_per_token: 2e-6 });
const channel = () => ({ name: name(), target: { kind: "slack", url: `${receiver.url}/${SECRET}` } });
const snippet = () => ({ name: `s${++number}`, text: "x" });
const project = () => ({ name: name(), kind: "local", path: import.meta.dir });
const hook = () => ({ name: name(), target: { kind: "webhook", url: receiver.url } });

async function made(path: string, body: unknown): Promise<{ id: string }> {
  const { id } = await app.client.call("POST", path, body, 201);
  return { id };
}

async function revised() {
  const { id } = await made("/admin/triggers", trigger());
  await app.client.call("PATCH", `/admin/triggers/${id}`, { prompt_template: "again" }, 200);
  return { id, number: "1" };
}

async function scheduled() {
  return made("/admin/triggers", { ...trigger(), source: { kind: "schedule", cron: "0 9 1 1 *" } });
}

async function delivered(): Promise<{ id: string }> {
  const { id } = await made("/admin/triggers", trigger());
  return { id: (await app.client.call("POST", `/admin/triggers/${id}/test`, {}, 202)).delivery_id };
}

async function failed(): Promise<string> {
  const id = await running("exit 3");
  await app.client.finished(id);
  return id;
}

function found(): string {
  const id = app.ctx.newId("finding");
  app.ctx.db.insert(schema.findings, {
    ...{ id, trigger_id: "", project: name(), fingerprint: "", severity: "low", title: "x", status: "open" },
    ...{ first_seen: "", last_seen: "", execution_id: app.ctx.newId("execution") },
  });
  return id;
}

/** An action on GitHub that failed. */
async function undone() {
  const id = await finished();
  app.ctx.db.insert(schema.github_actions, {
    ...{ execution_id: id, number: 1, kind: "comment", action: { kind: "comment", body: "x" } },
    ...{ repository: "o/r", status: "failed", created_at: "", updated_at: "" },
  });
  return { id, number: "1" };
}

async function rule() {
  const { id: channel_id } = await made("/admin/channels", channel());
  return { name: name(), channel_id, events: ["failure"] };
}

async function running(message = "hang"): Promise<string> {
  const { id } = await app.client.trigger({ name: name(), backend: "claude" });
  return (await app.client.call("POST", `/admin/triggers/${id}/run`, { message })).execution_id;
}

async function finished(): Promise<string> {
  const id = await running("say hello");
  await app.client.finished(id);
  return id;
}

async function waiting(): Promise<string> {
  const id = await finished();
  const { executions } = schema;
  app.ctx.db.orm.update(executions).set({ status: "waiting", ended_at: null }).where(eq(executions.id, id)).run();
  return id;
}

async function undelivered(): Promise<string> {
  const { id: channel_id } = await made("/admin/channels", channel());
  const message = { type: "x", at: app.ctx.clock.iso(), title: "x", sentence: null, excerpt: null };
  const id = app.ctx.newId("notification");
  app.ctx.db.insert(schema.notifications, {
    ...{ id, channel_id, rule_id: app.ctx.newId("rule"), event: "failure", status: "failed" },
    ...{ message: { ...message, execution: null, budget: null, digest: null }, created_at: message.at },
  });
  return id;
}
