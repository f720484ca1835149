import { rmSync } from "node:fs";
import { auditRoutes } from "~/audit/index.ts";
import { BUDGETS } from "~/budgets/index.ts";
import { readConfig } from "~/config.ts";
import { type Context, openContext } from "~/context.ts";
import { schema } from "~/db/schema.ts";
import { NEWS } from "~/executions/index.ts";
import { buildApp } from "~/http/app.ts";
import { serve } from "~/http/server.ts";
import { access, ensureBootstrapKey } from "~/keys/index.ts";
import { fakeClock } from "~/kit/clock.ts";
import { Client } from "~/testing/client.ts";
import { freshDataDir } from "~/testing/data-dir.ts";
import { memoryLog } from "~/testing/memory-log.ts";
import { ownContract } from "~/testing/own-contract.ts";
import { openReceiver } from "~/testing/receiver.ts";
import { until } from "~/testing/until.ts";
import { channelRoutes, notificationRoutes, ruleRoutes, startNotifications } from "./index.ts";

const KEY = "key-of-a-notification-test";

type Status = (typeof schema.execution_news.$inferSelect)["status"];
export type Stage = Awaited<ReturnType<typeof openStage>>;

/** The feature alone behind real HTTP, on a clock that a test turns, and a receiver of its own on loopback. */
export async function openStage(env: Record<string, string> = {}, overrides: Partial<Context> = {}) {
  const receiver = openReceiver();
  const data_dir = env.AGENTED_DATA_DIR ?? freshDataDir();
  const clock = fakeClock(Date.UTC(2026, 4, 13, 12));
  const { log, lines } = memoryLog();
  const base = {
    AGENTED_DATA_DIR: data_dir,
    AGENTED_API_KEY: KEY,
    PORT: "0",
    DRAIN_SECS: "0",
    WRITES_PER_MINUTE: "1000000",
  };
  const config = readConfig({ ...base, ALLOWED_PRIVATE_HOSTS: receiver.place, ...env });
  const ctx = openContext(config, { clock, log, ...overrides });
  ensureBootstrapKey(ctx, () => {});
  startNotifications(ctx);
  const routes = [
    ["/admin/channels", channelRoutes(ctx)],
    ["/admin/notification-rules", ruleRoutes(ctx)],
    ["/admin/notifications", notificationRoutes(ctx)],
    ["/admin/audit", auditRoutes(ctx)],
  ] as const;
  const server = serve(ctx, buildApp(ctx, { access: access(ctx), routes }));
  const client = new Client(server.url, KEY, ownContract);
  const close = async () => {
    await Promise.all([server.close(0), clock.advance(1)]);
    await ctx[Symbol.asyncDispose]();
    await receiver[Symbol.asyncDispose]();
  };
  const verbs = verbsOf(ctx, client, receiver.url);
  return {
    ...{ ctx, client, clock, lines, receiver, data_dir, close, ...verbs },
    /** Waits, letting whatever is due now be done. */
    settled: <T>(what: string, look: () => T | Promise<T>) =>
      until(what, () => {
        clock.advance(0);
        return look();
      }),
    async [Symbol.asyncDispose]() {
      await close();
      rmSync(data_dir, { recursive: true, force: true });
    },
  };
}

function verbsOf(ctx: Context, client: Client, url: string) {
  const { orm } = ctx.db;
  return {
    channel: (target: Record<string, unknown> = { kind: "webhook", url: `${url}/hook` }) =>
      client.call("POST", "/admin/channels", { name: "test", target }, 201),
    rule: (channel_id: string, fields: Record<string, unknown> = {}) =>
      client.call(
        "POST",
        "/admin/notification-rules",
        { name: "test", channel_id, events: ["failure"], ...fields },
        201,
      ),
    /** All that was told, the oldest first. */
    told: async () => (await client.call("GET", "/admin/notifications?limit=200")).notifications.toReversed(),
    trigger(name: string): string {
      const id = ctx.newId("trigger");
      const now = ctx.clock.iso();
      const row = { id, name, source: { kind: "manual" as const }, source_kind: "manual" as const };
      const rest = {
        prompt_template: "-",
        backend: "command" as const,
        backend_config: {},
        permissions: "edit" as const,
      };
      const flags = { retry_on_interrupt: false, allow_replays: false, field_limit: 1, strict: false, enabled: true };
      const stamps = { overlap: "queue" as const, created_at: now, updated_at: now };
      orm
        .insert(schema.triggers)
        .values({ ...row, ...rest, ...flags, ...stamps })
        .run();
      return id;
    },
    project(name: string): string {
      const id = ctx.newId("project");
      const now = ctx.clock.iso();
      const ways = { kind: "local", fetch_policy: "manual", isolation: "shared", status: "ready" } as const;
      orm
        .insert(schema.projects)
        .values({
          id,
          name,
          ...ways,
          path: "/",
          branch_prefix: "",
          max_bytes: 1,
          enabled: true,
          created_at: now,
          updated_at: now,
        })
        .run();
      return id;
    },
    /** An execution ends so, or waits, as the engine writes it down. */
    ends(status: Status, fields: Partial<typeof schema.executions.$inferInsert> = {}): string {
      const id = ctx.newId("execution");
      const now = ctx.clock.iso();
      ctx.db.tx((tx, after) => {
        tx.insert(schema.executions)
          .values({
            ...{ id, origin: "manual", request_id: "req", backend: "command", backend_config: {}, permissions: "edit" },
            ...{ working_dir: "/", prompt: "-", timeout_ms: 1, retry_on_interrupt: false, status, created_at: now },
            ...{ started_at: now, ended_at: status === "waiting" ? null : now, ...fields },
          })
          .run();
        tx.insert(schema.execution_news).values({ execution_id: id, status }).run();
        after(() => ctx.bells.ring(NEWS));
      });
      return id;
    },
    /** A budget does something, as that feature writes it down. */
    budgetEvent(kind: "warned" | "refused" | "stopped" | "asked", execution_id: string): void {
      const event = { budget_id: ctx.newId("budget"), kind, execution_id, detail: `It ${kind}.`, at: ctx.clock.iso() };
      ctx.db.tx((tx, after) => {
        tx.insert(schema.budget_events).values(event).run();
        after(() => ctx.bells.ring(BUDGETS));
      });
    },
  };
}
