import { eq } from "drizzle-orm";
import { schema } from "~/db/schema.ts";
import type { Receiver } from "~/testing/receiver.ts";
import type { openTest } from "~/testing/server.ts";
import { until } from "~/testing/until.ts";

const AT = "2026-01-01T00:00:00.000Z";

type App = Awaited<ReturnType<typeof openTest>>;

export const SECRET = "a-secret-that-no-log-may-show";

/** Good input for every verb, and what it can be done to. */
export function goods(app: () => App, receiver: () => Receiver) {
  let number = 0;
  const name = () => `thing ${++number}`;
  const key = (secret: string) => ({ variable: "ANTHROPIC_API_KEY", secret });
  const source = (secret: string) => ({ kind: "webhook", secret });
  const account = () => ({ backend: "claude", name: name(), key: key(SECRET) });
  const trigger = () => ({ name: name(), source: source(SECRET), backend: "claude", prompt_template: "{message}" });
  const budget = () => ({ name: name(), scope: "global", window: "day", unit: "runs", hard_limit: 1_000 });
  const price = () => ({ input_cost_per_token: 1e-6, output_cost_per_token: 2e-6 });
  const channel = () => ({ name: name(), target: { kind: "slack", url: `${receiver().url}/${SECRET}` } });
  const newKey = () => ({ name: name(), scopes: ["run"] });
  const snippet = () => ({ name: `s${++number}`, text: "x" });
  const project = () => ({ name: name(), kind: "local", path: import.meta.dir });
  const hook = () => ({ name: name(), target: { kind: "webhook", url: receiver().url } });

  async function made(path: string, body: unknown): Promise<{ id: string }> {
    const { id } = await app().client.call("POST", path, body, 201);
    return { id };
  }

  /** What a signed-in browser sends from a page of ours. */
  async function signedIn() {
    const body = JSON.stringify({ key: app().client.key });
    const headers = { "Content-Type": "application/json" };
    const response = await app().client.fetch("/admin/session", { method: "POST", body, headers });
    const cookie = response.headers.get("Set-Cookie")?.split(";")[0] ?? "";
    return { "X-API-Key": "", Cookie: cookie, "Sec-Fetch-Site": "same-origin" };
  }

  async function revised() {
    const { id } = await made("/admin/triggers", trigger());
    await app().client.call("PATCH", `/admin/triggers/${id}`, { prompt_template: "again" }, 200);
    return { id, number: "1" };
  }

  async function scheduled() {
    return made("/admin/triggers", { ...trigger(), source: { kind: "schedule", cron: "0 9 1 1 *" } });
  }

  async function delivered(): Promise<{ id: string }> {
    const { id } = await made("/admin/triggers", trigger());
    return { id: (await app().client.call("POST", `/admin/triggers/${id}/test`, {}, 202)).delivery_id };
  }

  async function failed(): Promise<string> {
    const id = await running("exit 3");
    await app().client.finished(id);
    return id;
  }

  function found(): string {
    const id = app().ctx.newId("finding");
    app().ctx.db.insert(schema.findings, {
      ...{
        id,
        trigger_id: app().ctx.newId("trigger"),
        project: name(),
        fingerprint: "",
        severity: "low",
        title: "x",
        status: "open",
      },
      ...{ first_seen: AT, last_seen: AT, execution_id: app().ctx.newId("execution") },
    });
    return id;
  }

  /** An action on GitHub that failed. */
  async function undone() {
    const id = await finished();
    app().ctx.db.insert(schema.github_actions, {
      ...{ execution_id: id, number: 1, kind: "comment", action: { kind: "comment", body: "x" } },
      ...{ repository: "o/r", status: "failed", created_at: AT, updated_at: AT },
    });
    return { id, number: "1" };
  }

  /** A worktree that nobody works in. */
  async function idle() {
    const { id } = await made("/admin/projects", project());
    const worktree_id = app().ctx.newId("worktree");
    app().ctx.db.insert(schema.worktrees, {
      ...{ id: worktree_id, project_id: id, name: app().ctx.newId("execution"), branch: "agented/x", base_sha: "0" },
      ...{ state: "idle", boot_id: app().ctx.boot_id, created_at: AT, idle_since: AT },
    });
    return { id, worktree_id };
  }

  async function rule() {
    const { id: channel_id } = await made("/admin/channels", channel());
    return { name: name(), channel_id, events: ["failure"] };
  }

  async function running(message = "hang"): Promise<string> {
    const { id } = await app().client.trigger({ name: name(), backend: "claude" });
    return (await app().client.call("POST", `/admin/triggers/${id}/run`, { message })).execution_id;
  }

  /** One whose chain has another entry. */
  async function shared(): Promise<string> {
    const chain = { entries: [{ backend: "claude" }, { backend: "codex" }] };
    const { id } = await app().client.trigger({ name: name(), backend: undefined, chain });
    const { execution_id } = await app().client.call("POST", `/admin/triggers/${id}/run`, { message: "hang" });
    await until("it to run", async () => (await app().client.execution(execution_id)).status === "running");
    return execution_id;
  }

  async function finished(): Promise<string> {
    const id = await running("say hello");
    await app().client.finished(id);
    return id;
  }

  async function waiting(): Promise<string> {
    const id = await finished();
    const { executions } = schema;
    app().ctx.db.orm.update(executions).set({ status: "waiting", ended_at: null }).where(eq(executions.id, id)).run();
    return id;
  }

  async function backedUp(): Promise<{ id: string }> {
    const newest = async () => (await app().client.call("GET", "/admin/backups?limit=1")).backups[0];
    const idle = () => until("no backup to be made", async () => (await newest())?.status !== "running");
    await idle();
    await app().client.call("POST", "/admin/backups");
    await idle();
    return newest();
  }

  async function undelivered(): Promise<string> {
    const { id: channel_id } = await made("/admin/channels", channel());
    const message = { type: "x", at: app().ctx.clock.iso(), title: "x", sentence: null, excerpt: null };
    const id = app().ctx.newId("notification");
    app().ctx.db.insert(schema.notifications, {
      ...{ id, channel_id, rule_id: app().ctx.newId("rule"), event: "failure", status: "failed" },
      ...{ message: { ...message, execution: null, budget: null, digest: null }, created_at: message.at },
    });
    return id;
  }

  const graph = { nodes: [{ id: "ask", kind: "approval", question: "Go on?" }] };

  async function workflow(): Promise<string> {
    const { id } = await made("/admin/workflows", { name: name(), graph });
    await app().client.call("POST", `/admin/workflows/${id}/versions`, {}, 201);
    return id;
  }

  /** A run that waits for a person. */
  async function asking(): Promise<string> {
    const { run_id } = await app().client.call("POST", `/admin/workflows/${await workflow()}/runs`, {});
    const asks = async () => (await app().client.call("GET", `/admin/runs/${run_id}`)).nodes[0]?.status === "waiting";
    await until("the run to ask", asks);
    return run_id;
  }

  return {
    graph,
    workflow,
    asking,
    newKey,
    signedIn,
    account,
    trigger,
    budget,
    price,
    channel,
    snippet,
    project,
    hook,
    made,
    revised,
    scheduled,
    delivered,
    failed,
    found,
    undone,
    idle,
    rule,
    running,
    shared,
    finished,
    waiting,
    undelivered,
    backedUp,
    name,
    key,
    source,
  };
}
