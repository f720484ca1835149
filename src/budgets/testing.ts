import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ModelUsage, Seen } from "~/backends/index.ts";
import { readConfig } from "~/config.ts";
import { type Context, openContext } from "~/context.ts";
import { buildApp } from "~/http/app.ts";
import { serve } from "~/http/server.ts";
import { access, ensureBootstrapKey } from "~/keys/index.ts";
import { type FakeClock, fakeClock } from "~/kit/clock.ts";
import { Client } from "~/testing/client.ts";
import { memoryLog } from "~/testing/memory-log.ts";
import { ownContract } from "~/testing/own-contract.ts";
import type { Spender } from "./index.ts";
import { admit, budgetRoutes, closeUsage, exceeded, meter, preparePrices, priceRoutes, usageRoutes } from "./index.ts";
import { budget_sums, usage } from "./tables.ts";

const KEY = "key-of-a-budget-test";

export interface Stage extends AsyncDisposable {
  ctx: Context;
  clock: FakeClock;
  client: Client;
  /** What was logged. */
  lines: ReturnType<typeof memoryLog>["lines"];
}

/** The feature alone behind real HTTP, on a clock that a test turns. */
export async function openStage(start = Date.UTC(2026, 4, 13, 12)): Promise<Stage> {
  const data_dir = mkdtempSync(join(tmpdir(), "agented-budgets-"));
  const clock = fakeClock(start);
  const { log, lines } = memoryLog();
  const config = readConfig({
    AGENTED_DATA_DIR: data_dir,
    AGENTED_API_KEY: KEY,
    PORT: "0",
    HOME: data_dir,
    WRITES_PER_MINUTE: "1000000",
  });
  const ctx = openContext(config, { clock, log });
  ensureBootstrapKey(ctx, () => {});
  preparePrices(ctx);
  const routes = [
    ["/admin/budgets", budgetRoutes(ctx)],
    ["/admin/usage", usageRoutes(ctx)],
    ["/admin/prices", priceRoutes(ctx)],
  ] as const;
  const server = serve(ctx, buildApp(ctx, { access: access(ctx), routes }));
  return {
    ...{ ctx, clock, lines, client: new Client(server.url, KEY, ownContract) },
    async [Symbol.asyncDispose]() {
      await server.close(0);
      await ctx[Symbol.asyncDispose]();
      rmSync(data_dir, { recursive: true, force: true });
    },
  };
}

/** An attempt of Claude on an account and in a project of the test. */
export function spenderOf(ctx: Context, fields: Partial<Spender> = {}): Spender {
  return {
    execution_id: ctx.newId("execution"),
    attempt_id: ctx.newId("attempt"),
    number: 1,
    trigger_id: null,
    account_id: "acct-test",
    backend: "claude",
    project: "/work/test",
    model: "claude-opus-4-5",
    ...fields,
  };
}

export function tokens(fields: Partial<ModelUsage> = {}): ModelUsage {
  return { model: "claude-opus-4-5", input: 0, cache_read: 0, cache_write: 0, output: 0, reasoning: 0, ...fields };
}

/** What is seen of a run whose CLI has told all. */
export function finished(...models: ModelUsage[]): Seen {
  return {
    session_id: "session",
    end: { ok: true },
    metered: { steps: [], count: 0, total: { of: "run", models, turns: 1 } },
  };
}

/** What is seen of a run in its midst. */
export function midway(fields: Partial<ModelUsage>): Seen {
  return { metered: { steps: [tokens(fields)], count: 2 } };
}

/** The door's verbs, each in a transaction of its own. */
export function door(ctx: Context) {
  return {
    admit: (spender: Spender, waived: string[] = []) =>
      ctx.db.tx((tx, after) => admit(ctx, tx, after, { ...spender, waived, started_at: ctx.clock.iso() })),
    meter: (spender: Spender, seen: Seen) => ctx.db.tx((tx, after) => meter(ctx, tx, after, spender, seen)),
    exceeded: (spender: Spender, waived: string[] = [], only?: "minutes") =>
      ctx.db.tx((tx, after) => exceeded(ctx, tx, after, spender, waived, only)),
    close: (spender: Spender, seen: Seen) =>
      ctx.db.tx((tx, after) => closeUsage(ctx, tx, after, spender, seen, { at: ctx.clock.iso(), ran: true })),
  };
}

/** An attempt that ran for a minute and ended, as its row. */
export function insertUsage(ctx: Context, fields: Partial<typeof usage.$inferInsert> = {}): void {
  const started_at = fields.started_at ?? ctx.clock.iso();
  const { input_tokens = 0, cache_read_tokens = 0, cache_write_tokens = 0, output_tokens = 0 } = fields;
  ctx.db.insert(usage, {
    ...spenderOf(ctx),
    ...{ session_id: null, input_tokens, cache_read_tokens, cache_write_tokens, output_tokens, reasoning_tokens: 0 },
    total_tokens: input_tokens + cache_read_tokens + cache_write_tokens + output_tokens,
    ...{ turns: 1, cost_usd: null, cost_source: null, unpriced_tokens: 0, incomplete: false, models: [] },
    ...{ started_at, ended_at: ctx.clock.iso(Date.parse(started_at) + 60_000), duration_ms: 60_000 },
    ...fields,
  });
  // It ended without being closed: what is kept does not know of it.
  ctx.db.orm.delete(budget_sums).run();
}
