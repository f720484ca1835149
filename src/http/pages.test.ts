import { afterAll, beforeAll, expect, test } from "bun:test";
import { fakeClock } from "~/kit/clock.ts";
import { idParam } from "~/kit/ids.ts";
import { deliver, webhook } from "~/testing/deliver.ts";
import { openTest } from "~/testing/server.ts";
import { until } from "~/testing/until.ts";

const COUNT = 5;
const DAY = "2026-01-01T00:00:00.000Z";
const schedule = { source: { kind: "schedule", cron: "0 9 * * *" } };
let app: Awaited<ReturnType<typeof openTest>>;
let scheduled: string;
let execution_id: string;
let workflow_id: string;

beforeAll(async () => {
  // Its time stands still: all ids are of one millisecond, and what is started stays queued.
  app = await openTest({ ALLOWED_PRIVATE_HOSTS: "127.0.0.1" }, { clock: fakeClock() });
  scheduled = (await app.client.trigger(schedule)).id;
  await webhook(app.client, {}, { enabled: false });
  for (let i = 0; i < COUNT; i++) {
    await deliver(app.client, { i });
    await deliver(app.client, { i }, { secret: "a wrong secret" }, 401);
    execution_id = await app.client.start(["true"], { name: `trigger ${i}` });
    const budget = { name: `budget ${i}`, scope: "global", window: "day", unit: "runs", hard_limit: 5 };
    await app.client.call("POST", "/admin/budgets", budget, 201);
    await app.client.call("POST", "/admin/snippets", { name: `s${i}`, text: "x" }, 201);
    await app.client.call("PATCH", `/admin/triggers/${scheduled}`, { prompt_template: `revision ${i}` }, 200);
    await walk(i === 0);
    await app.client.call("POST", "/admin/products", { name: `product ${i}` }, 201);
    const project = { name: `project ${i}`, kind: "local", path: import.meta.dir };
    await app.client.call("POST", "/admin/projects", project, 201);
    await app.client.call("POST", "/admin/keys", { name: `key ${i}`, scopes: ["read"] }, 201);
    await app.client.call("POST", "/admin/session", { key: app.client.key }, 204);
    spend(app.ctx.newId("attempt"), app.ctx.newId("execution"));
    const target = { kind: "email", host: "127.0.0.1", from: "a@a.test", to: ["a@a.test"] };
    const channel = await app.client.call("POST", "/admin/channels", { name: `channel ${i}`, target }, 201);
    const rule = { name: `rule ${i}`, channel_id: channel.id, events: ["failure"] };
    const { id: rule_id } = await app.client.call("POST", "/admin/notification-rules", rule, 201);
    tell(channel.id, rule_id);
    await app.client.trigger(schedule);
    review(`octo/${i}`);
    await app.client.call("POST", "/admin/backups");
    await until("the backup to be made", async () => (await newestBackup())?.status !== "running");
  }
  for (let i = 0; i < COUNT; i++) comeDue(app.ctx.newId("fire"), `2026-01-0${i + 1}T09:00:00.000Z`);
  for (let i = 1; i <= COUNT; i++) lay(i);
});

afterAll(() => app[Symbol.asyncDispose]());

/** A workflow, and of the first one a version and a run more. */
async function walk(first: boolean): Promise<void> {
  const graph = { nodes: [{ id: "ask", kind: "approval", question: "?" }] };
  const { id } = await app.client.call("POST", "/admin/workflows", { name: "w", graph }, 201);
  if (first) workflow_id = id;
  await app.client.call("PUT", `/admin/workflows/${workflow_id}/draft`, graph, 200);
  await app.client.call("POST", `/admin/workflows/${workflow_id}/versions`, {}, 201);
  await app.client.call("POST", `/admin/workflows/${workflow_id}/runs`, {});
}

const newestBackup = async () => (await app.client.call("GET", "/admin/backups?limit=1")).backups[0];

function tell(channel_id: string, rule_id: string): void {
  const told = { type: "execution.failure", at: DAY, title: "", sentence: null };
  const message = { ...told, execution: null, budget: null, excerpt: null, digest: null };
  app.ctx.db.sqlite
    .query(
      `INSERT INTO notifications (id, channel_id, rule_id, event, message, status, created_at)
       VALUES (?, ?, ?, 'failure', ?, 'failed', '${DAY}')`,
    )
    .run(app.ctx.newId("notification"), channel_id, rule_id, JSON.stringify(message));
}

function spend(attempt_id: string, execution_id: string): void {
  const numbers =
    "number, input_tokens, cache_read_tokens, cache_write_tokens, output_tokens, reasoning_tokens, total_tokens, turns, unpriced_tokens, incomplete";
  app.ctx.db.sqlite
    .query(
      `INSERT INTO usage (attempt_id, execution_id, account_id, backend, project, models, started_at, ${numbers})
       VALUES (?, ?, '', 'command', '/', '[]', '${DAY}', 1, 0, 0, 0, 0, 0, 0, 0, 0, 0)`,
    )
    .run(attempt_id, execution_id);
}

function comeDue(id: string, nominal_at: string): void {
  app.ctx.db.sqlite
    .query("INSERT INTO schedule_fires (id, trigger_id, nominal_at, outcome, catch_up) VALUES (?, ?, ?, 'missed', 0)")
    .run(id, scheduled, nominal_at);
}

function review(repository: string): void {
  const columns = "id, trigger_id, execution_id, repository, number, head_sha, status, created_at, updated_at";
  app.ctx.db.sqlite
    .query(`INSERT INTO reviews (${columns}) VALUES (?, ?, ?, ?, 1, 'a', 'running', '${DAY}', '${DAY}')`)
    .run(app.ctx.newId("review"), app.ctx.newId("trigger"), app.ctx.newId("execution"), repository);
}

/** An artifact, and a finding with its audit. */
function lay(number: number): void {
  const { sqlite } = app.ctx.db;
  sqlite
    .query(
      "INSERT INTO artifacts (execution_id, number, attempt, name, size, sha256, media_type) VALUES (?, ?, 1, 'a', 0, '', '')",
    )
    .run(execution_id, number);
  const [id, audited] = [app.ctx.newId("finding"), app.ctx.newId("execution")];
  sqlite
    .query(
      `INSERT INTO findings (id, trigger_id, project, fingerprint, severity, title, status, first_seen, last_seen, execution_id)
       VALUES (?, ?, ?, '', 'low', '', 'open', '${DAY}', '${DAY}', ?)`,
    )
    .run(id, scheduled, `project ${number}`, audited);
  sqlite
    .query(
      `INSERT INTO finding_audits (execution_id, trigger_id, project, verdict, new, fixed, open, at)
       VALUES (?, ?, ?, 'pass', 1, 0, 1, '${DAY}')`,
    )
    .run(audited, scheduled, `project ${number}`);
}

/** Path, field, what tells a row, and whether the newest comes first. */
const LISTS = [
  ["/admin/triggers", "triggers", "id", true],
  ["/admin/triggers/{id}/fires", "fires", "id", true],
  ["/admin/schedules", "schedules", "trigger_id", true],
  ["/admin/executions", "executions", "id", true],
  ["/admin/budgets", "budgets", "id", true],
  ["/admin/snippets", "snippets", "id", true],
  ["/admin/workflows", "workflows", "id", true],
  ["/admin/workflows/{id}/versions", "versions", "version", true],
  ["/admin/runs", "runs", "id", true],
  ["/admin/triggers/{id}/revisions", "revisions", "id", true],
  ["/admin/audit", "entries", "id", true],
  ["/admin/keys", "keys", "id", true],
  ["/admin/sessions", "sessions", "id", true],
  ["/admin/backups", "backups", "id", true],
  ["/admin/channels", "channels", "id", true],
  ["/admin/notification-rules", "rules", "id", true],
  ["/admin/notifications", "notifications", "id", true],
  ["/admin/projects", "projects", "id", true],
  ["/admin/products", "products", "id", true],
  ["/admin/usage/attempts", "attempts", "attempt_id", true],
  ["/admin/deliveries", "deliveries", "id", true],
  ["/admin/deliveries/rejected", "rejected", "id", true],
  ["/admin/reviews", "reviews", "id", true],
  ["/admin/reviews/stats", "repositories", "repository", false],
  ["/admin/accounts", "accounts", "id", false],
  ["/admin/prices", "prices", "model", false],
  ["/admin/executions/{id}/artifacts", "artifacts", "number", false],
  ["/admin/findings", "findings", "id", true],
  ["/admin/findings/audits", "audits", "seq", true],
  ["/admin/findings/projects", "projects", "project", true],
] as const;
/** Have no rows here, where no time passes and no git runs: their own tests page through them. */
const ELSEWHERE = [
  "/admin/search/lines",
  "/admin/triggers/recent",
  "/admin/workflows/recent",
  "/admin/projects/{id}/branches",
  "/admin/projects/{id}/worktrees",
];

test("every list is in this table", async () => {
  const { paths } = await app.client.call("GET", "/openapi/openapi.json");
  const pages = Object.entries<{ get?: { parameters?: { name: string }[] } }>(paths)
    .filter(([, { get }]) => get?.parameters?.some(({ name }) => name === "cursor"))
    .map(([path]) => path);
  expect(pages.toSorted()).toEqual([...LISTS.map(([path]) => path), ...ELSEWHERE].toSorted());
});

test.each(LISTS)("%s pages by its cursor, without a gap and to an end", async (template, name, key, newestFirst) => {
  const [, , things = ""] = template.split("/");
  const path = template.replace("{id}", { triggers: scheduled, workflows: workflow_id }[things] ?? execution_id);
  const whole = await app.client.call("GET", `${path}?limit=200`);
  const keysOf = (page: Record<string, Record<string, string>[]>) => page[name]?.map((row) => row[key] ?? "") ?? [];
  const ids = keysOf(whole);
  expect(ids.length).toBeGreaterThanOrEqual(COUNT);
  expect(new Set(ids).size).toBe(ids.length);
  if (newestFirst) expect(ids).toEqual(ids.toSorted().toReversed());
  expect(whole.next_cursor).toBeNull();
  for (const limit of [1, 2, ids.length, 200]) {
    const seen: string[] = [];
    for (let cursor: string | null = ""; cursor !== null; ) {
      const page = await app.client.call("GET", `${path}?limit=${limit}${cursor && `&cursor=${cursor}`}`);
      expect(page[name].length).toBeLessThanOrEqual(limit);
      seen.push(...keysOf(page));
      cursor = page.next_cursor;
    }
    expect(seen).toEqual(ids);
  }
});

test("the ids that the document shows are ids", async () => {
  const text = await (await app.client.fetch("/openapi/openapi.json")).text();
  const examples = new Set(text.match(/(?<="example":")(?:trig|exec|del)-[^"]*/g));
  expect(examples.size).toBeGreaterThan(1);
  const entities = { trig: "trigger", exec: "execution", del: "delivery" } as const;
  for (const example of examples) {
    const entity = entities[example.split("-")[0] as keyof typeof entities];
    expect(idParam(entity).safeParse(example).success).toBe(true);
  }
});

test("the document names its keys, refuses bodies that are no JSON, and gives a webhook source one shape", async () => {
  const { components, paths } = await app.client.call("GET", "/openapi/openapi.json");
  expect(components.securitySchemes).toEqual({
    key: { type: "apiKey", in: "header", name: "X-API-Key" },
    bearer: { type: "http", scheme: "bearer" },
    session: { type: "apiKey", in: "cookie", name: "agented_session" },
  });
  const operations = Object.values<Record<string, Operation>>(paths).flatMap((path) => Object.values(path));
  const taking = operations.filter(({ requestBody }) => requestBody?.content["application/json"]);
  expect(taking.length).toBeGreaterThan(4);
  for (const { responses } of taking) expect(Object.keys(responses)).toContain("415");
  for (const name of ["Trigger", "TriggerInput", "TriggerPatch"])
    expect(JSON.stringify(components.schemas[name].properties.source)).not.toContain("allOf");
});

interface Operation {
  requestBody?: { content: Record<string, unknown> };
  responses: Record<string, unknown>;
}
