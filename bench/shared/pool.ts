import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Chain, prepareAccounts } from "~/accounts/index.ts";
import { accounts } from "~/accounts/tables.ts";
import type { BackendId } from "~/backends/index.ts";
import { readConfig } from "~/config.ts";
import { type Context, openContext } from "~/context.ts";
import type { Claimed } from "~/executions/queue.ts";
import { settle } from "~/executions/settle.ts";
import { submit } from "~/executions/submit.ts";
import { footprints } from "~/executions/tables.ts";

export const ACCOUNTS = 50;
const EACH = 2;
/** How many may run at once on all accounts of the pool. */
export const PLACES = ACCOUNTS * EACH;

const MIB = 1024 * 1024;
const PROMPT = "Please look at this pull request. ".repeat(60);

/** Whichever account of the pool is free. */
export const ANY_CLAUDE = chainOf("claude");
/** One that the pool has nothing to do with. */
export const OTHER = chainOf("codex");

function chainOf(backend: BackendId): Chain {
  return {
    entries: [{ backend, account: "any", model: null }],
    on_usage_limit: "next_account",
    rotate_accounts: true,
    on_error: { kind: "retry", retries: 3, backoff_ms: 5_000, on: "transient" },
  };
}

/** A context that spawns nothing, with fifty accounts of Claude that take two each, and memory for all of them. */
export function openPool(overrides: Partial<Context> = {}): Context {
  const data_dir = mkdtempSync(join(tmpdir(), "agented-claim-"));
  const env = { HOME: data_dir, AGENTED_DATA_DIR: data_dir, LOG_LEVEL: "silent", MIN_FREE_MEMORY_BYTES: "0" };
  const ctx = openContext(readConfig({ ...env, MAX_CONCURRENT_EXECUTIONS: "1000" }), overrides);
  // First in, last out: the directory goes once the database is closed.
  process.on("exit", () => rmSync(data_dir, { recursive: true, force: true }));
  prepareAccounts(ctx);
  ctx.db.sqlite.run("UPDATE accounts SET enabled = 0 WHERE backend = 'claude'");
  for (let n = 1; n <= ACCOUNTS; n++) ctx.db.insert(accounts, account(ctx, n));
  for (const backend of ["claude", "codex"] as const)
    ctx.db.insert(footprints, { backend, trigger_id: "", bytes: MIB });
  return ctx;
}

function account(ctx: Context, position: number): typeof accounts.$inferInsert {
  const now = ctx.clock.iso();
  return {
    ...{ id: ctx.newId("account"), backend: "claude", name: `account ${position}`, is_default: false, enabled: true },
    ...{ position, max_concurrent: EACH, env: {}, windows: {}, created_at: now, updated_at: now },
  };
}

/** Queues so many, in turn in so many lanes: each has a trigger and a directory of its own. */
export function queueUp(ctx: Context, count: number, lanes: number, chain: Chain): void {
  for (let done = 0; done < count; done += 1_000)
    ctx.db.tx((tx, after) => {
      for (let n = done; n < Math.min(count, done + 1_000); n++) {
        const trigger_id = `trig-${String(n % lanes).padStart(20, "0")}`;
        submit(ctx, tx, after, {
          ...{ trigger_id, chain, origin: "manual", request_id: "req-00000000000000000000", backend_config: {} },
          ...{ permissions: "edit", working_dir: `/tmp/${trigger_id}`, prompt: PROMPT, timeout_ms: 600_000 },
          retry_on_interrupt: false,
        });
      }
    });
}

/** One more of the same lane, so that the queue stays as long as it is. */
export function queueAgain(ctx: Context, { execution }: Claimed): void {
  const { trigger_id, chain, origin, request_id, backend_config, permissions, working_dir } = execution;
  if (!chain) throw new Error("an execution of the pool has a chain");
  const { prompt, timeout_ms, retry_on_interrupt } = execution;
  ctx.db.tx((tx, after) =>
    submit(ctx, tx, after, {
      ...{ trigger_id, chain, origin, request_id, backend_config, permissions, working_dir },
      ...{ prompt, timeout_ms, retry_on_interrupt },
    }),
  );
}

export function succeed(ctx: Context, claimed: Claimed): void {
  settle(ctx, claimed, { status: "succeeded" });
}
