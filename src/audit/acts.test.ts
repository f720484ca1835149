import { afterAll, beforeAll, expect, test } from "bun:test";
import { schema } from "~/db/schema.ts";
import { openReceiver, type Receiver } from "~/testing/receiver.ts";
import { openTest } from "~/testing/server.ts";
import { goods, SECRET } from "./testing.ts";

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

const good = goods(
  () => app,
  () => receiver,
);
const { graph, workflow, asking, newKey, signedIn, account, trigger, budget, price } = good;
const { channel, snippet, project, hook, rule, name, key, source, backedUp } = good;
const { made, revised, scheduled, delivered, failed, found, undone, idle, running } = good;
const { shared, finished, waiting, undelivered } = good;

/** Good input for a route: what stands in the path, and the body. */
interface Good {
  in?: Record<string, string>;
  /** The same, of what is not the subject of the act. */
  path?: Record<string, string>;
  body?: unknown;
  headers?: Record<string, string>;
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
  "POST /admin/executions/{id}/hand-over": ["execution.handed_over", async () => ({ in: { id: await shared() } })],
  "POST /admin/queue/pause": ["queue.paused", () => ({ body: { subject: "gemini" } })],
  "POST /admin/queue/resume": ["queue.resumed", () => ({ body: { subject: "gemini" } })],
  "POST /admin/budgets": ["budget.created", () => ({ body: budget() })],
  "PATCH /admin/budgets/{id}": [
    "budget.updated",
    async () => ({ in: await made("/admin/budgets", budget()), body: { hard_limit: 1_001 } }),
  ],
  "DELETE /admin/budgets/{id}": ["budget.deleted", async () => ({ in: await made("/admin/budgets", budget()) })],
  "POST /admin/config/apply": [
    "config.applied",
    () => ({ body: { document: { version: 1, products: [{ name: name() }] } } }),
  ],
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
  "PUT /admin/log-level": ["log_level.set", () => ({ body: { level: "error" } })],
  "POST /admin/snippets": ["snippet.created", () => ({ body: snippet() })],
  "PATCH /admin/snippets/{id}": [
    "snippet.updated",
    async () => ({ in: await made("/admin/snippets", snippet()), body: { text: "y" } }),
  ],
  "DELETE /admin/snippets/{id}": ["snippet.deleted", async () => ({ in: await made("/admin/snippets", snippet()) })],
  "POST /admin/templates/{id}/use": ["trigger.created", () => ({ body: { name: name() }, path: { id: "pr-review" } })],
  "POST /admin/workflows": ["workflow.created", () => ({ body: { name: name(), graph } })],
  "PATCH /admin/workflows/{id}": [
    "workflow.updated",
    async () => ({ in: await made("/admin/workflows", { name: name() }), body: { name: name() } }),
  ],
  "PUT /admin/workflows/{id}/draft": [
    "workflow.updated",
    async () => ({ in: await made("/admin/workflows", { name: name() }), body: graph }),
  ],
  "DELETE /admin/workflows/{id}": [
    "workflow.deleted",
    async () => ({ in: await made("/admin/workflows", { name: name() }) }),
  ],
  "POST /admin/workflows/{id}/versions": [
    "workflow.published",
    async () => ({ in: await made("/admin/workflows", { name: name(), graph }) }),
  ],
  "POST /admin/workflows/{id}/versions/{version}/restore": [
    "workflow.updated",
    async () => ({ in: { id: await workflow() }, path: { version: "1" } }),
  ],
  "POST /admin/workflows/{id}/runs": ["run.started", async () => ({ path: { id: await workflow() } })],
  "POST /admin/runs/{id}/cancel": ["run.cancelled", async () => ({ in: { id: await asking() } })],
  "POST /admin/runs/{id}/nodes/{node_id}/decision": [
    "run.decided",
    async () => ({ in: { id: await asking() }, path: { node_id: "ask" }, body: { approve: true } }),
  ],
  "POST /admin/runs/{id}/nodes/{node_id}/link": [
    "run.link_made",
    async () => ({ in: { id: await asking() }, path: { node_id: "ask" } }),
  ],
  "POST /admin/runs/{id}/rerun": [
    "run.rerun",
    async () => {
      const id = await asking();
      await app.client.call("POST", `/admin/runs/${id}/cancel`);
      return { in: { id } };
    },
  ],
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
  "DELETE /admin/projects/{id}/worktrees/{worktree_id}": ["worktree.removed", async () => ({ path: await idle() })],
  "POST /admin/keys": ["key.created", () => ({ body: newKey() })],
  "DELETE /admin/keys/{id}": ["key.revoked", async () => ({ in: await made("/admin/keys", newKey()) })],
  "POST /admin/keys/{id}/rotate": ["key.rotated", async () => ({ in: await made("/admin/keys", newKey()) })],
  "POST /admin/session": ["session.started", () => ({ body: { key: app.client.key } })],
  "DELETE /admin/session": ["session.ended", async () => ({ headers: await signedIn() })],
  "DELETE /admin/sessions/{id}": [
    "session.ended",
    async () => {
      const headers = await signedIn();
      const { session_id } = await (await app.client.fetch("/admin/session", { headers })).json();
      return { in: { id: session_id } };
    },
  ],
  "DELETE /admin/sessions": [
    "session.ended",
    async () => {
      await signedIn();
      return {};
    },
  ],
  "POST /admin/login-links": ["login_link.made", () => ({})],
  "POST /admin/backups": ["backup.created", () => ({})],
  "DELETE /admin/backups/{id}": ["backup.deleted", async () => ({ in: await backedUp() })],
  "POST /admin/notifications/{id}/retry": ["notification.retried", async () => ({ in: { id: await undelivered() } })],
};

/** Unsafe routes that leave no entry, and why. */
const NO_ACTS: Record<string, string> = {
  "POST /admin/stream-tokens": "it opens for a minute what its key may read anyway",
  "POST /admin/accounts/{id}/check": "it looks",
  "POST /admin/triggers/{id}/preview": "it looks",
  "POST /admin/triggers/preview": "it looks",
  "POST /admin/triggers/{id}/signed-request": "it looks",
  "POST /admin/deliveries/{id}/preview": "it looks",
  "POST /admin/schedules/preview": "it looks",
  "POST /admin/projects/{id}/fetch": "the server does as much by itself",
  "POST /admin/budgets/estimate": "it looks",
  "POST /admin/backups/{id}/verify": "it looks",
  "POST /admin/workflows/check": "it looks",
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
    const { in: names = {}, path: others, body, headers } = await good();
    const [method = "", template = ""] = route.split(" ");
    const path = template.replace(/\{(\w+)\}/g, (_, name) => ({ ...others, ...names })[name] ?? "");
    const json = body === undefined ? {} : { body: JSON.stringify(body) };
    const type = body === undefined ? undefined : { "Content-Type": "application/json" };
    const response = await app.client.fetch(path, { method, headers: { ...type, ...headers }, ...json });
    const answer = await response.text();
    if (!response.ok) throw new Error(`${route}: ${response.status} ${answer}`);
    const { entries } = await app.client.call("GET", `/admin/audit?limit=1&action=${action}`);
    expect(entries).toMatchObject([{ action, actor: "bootstrap", address: "127.0.0.1" }]);
    expect(entries[0].request_id).toBe(response.headers.get("X-Request-Id"));
    if (names.id) expect(entries[0].subject_id).toBe(names.id);
    for (const secret of [SECRET, app.client.key, answer.match(/(?:whsec_|agk_\w+_|#code=)[^"]+/)?.[0] ?? SECRET])
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
