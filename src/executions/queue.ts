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

/**
 * The oldest first, within the global limit and the limit of each slot. Only the head of each slot is looked at: ten
 * thousand that wait behind one full slot cost no more than one.
 */
function nextId({ db: { sqlite }, config }: Context): string | undefined {
  const live = sqlite.query<{ n: number }, []>(LIVE).get()?.n ?? 0;
  if (live >= config.MAX_CONCURRENT_EXECUTIONS) return undefined;
  return sqlite.query<{ id: string }, []>(NEXT).get()?.id;
}

const LIVE = "SELECT count(*) AS n FROM executions WHERE status IN ('starting', 'running', 'waiting')";
// SQLite would take another index than the one by slot, and read the whole queue.
const QUEUED = "executions INDEXED BY executions_queue_by_slot WHERE status = 'queued'";

const NEXT = `
  WITH RECURSIVE
    waiting (slot) AS (
      SELECT min(slot) FROM ${QUEUED}
      UNION ALL
      SELECT (SELECT min(slot) FROM ${QUEUED} AND slot > waiting.slot) FROM waiting WHERE waiting.slot IS NOT NULL
    ),
    heads (id) AS (
      SELECT (SELECT min(id) FROM ${QUEUED} AND slot = waiting.slot) FROM waiting WHERE slot IS NOT NULL
      UNION ALL
      SELECT min(id) FROM ${QUEUED} AND slot IS NULL
    )
  SELECT id FROM executions AS head LEFT JOIN slots ON slots.slot = head.slot
  WHERE id IN (SELECT id FROM heads)
    AND (slot_limit IS NULL OR slot_limit > (${LIVE} AND executions.slot = head.slot))
  ORDER BY id LIMIT 1`;

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
