import type { Context } from "~/context.ts";
import type { Tx } from "~/db/tx.ts";
import { type AttemptRow, type ExecutionRow, listAttempts, move } from "./store.ts";
import { attempts } from "./tables.ts";

export interface Claimed {
  execution: ExecutionRow;
  attempt: AttemptRow;
}

/** Takes the next execution that may start, and opens its attempt in the same transaction. */
export function claimNext(ctx: Context): Claimed | undefined {
  return ctx.db.tx((tx) => {
    const id = nextId(ctx);
    const now = ctx.clock.iso();
    const execution = id === undefined ? undefined : move(tx, id, "starting", { reason: null, detail: null });
    if (!execution) return undefined;
    return { execution, attempt: openAttempt(ctx, tx, execution, now) };
  });
}

/** The oldest first; within the global limit and within the limit of each slot. */
function nextId(ctx: Context): string | undefined {
  const next = ctx.db.sqlite.query<{ id: string }, [number]>(
    `SELECT id FROM executions AS waiting
     WHERE status = 'queued'
       AND (SELECT count(*) FROM executions WHERE status IN ('starting', 'running', 'waiting')) < ?
       AND (slot_limit IS NULL OR slot_limit > (
         SELECT count(*) FROM executions AS live
         WHERE live.slot = waiting.slot AND live.status IN ('starting', 'running', 'waiting')))
     ORDER BY id LIMIT 1`,
  );
  return next.get(ctx.config.MAX_CONCURRENT_EXECUTIONS)?.id;
}

function openAttempt(ctx: Context, tx: Tx, execution: ExecutionRow, now: string): AttemptRow {
  const earlier = listAttempts(tx, execution.id);
  const row = {
    id: ctx.newId("attempt"),
    execution_id: execution.id,
    number: earlier.length + 1,
    backend: execution.backend,
    status: "starting" as const,
    resume: earlier.findLast((attempt) => attempt.session_id !== null)?.session_id ?? null,
    boot_id: ctx.boot_id,
    seen: {},
    started_at: now,
  };
  return tx.insert(attempts).values(row).returning().get();
}
