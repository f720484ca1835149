import { constants } from "node:os";
import { eq } from "drizzle-orm";
import type { Seen } from "~/backends/index.ts";
import type { Context } from "~/context.ts";
import { removeTree } from "~/kit/remove-tree.ts";
import { attemptFiles, type ExitRecord } from "~/process/index.ts";
import { executionBell, QUEUE } from "./bells.ts";
import type { Claimed } from "./queue.ts";
import { executionDir } from "./start.ts";
import { type Finished, type Reason, STOPS } from "./status.ts";
import { getExecution, move } from "./store.ts";
import { attempts } from "./tables.ts";

/** How often an execution may begin anew after interruptions. */
const MOST_ATTEMPTS = 5;

export interface Ending {
  status: Finished;
  reason?: Reason;
  detail?: string;
  exit?: ExitRecord;
  seen?: Seen;
  /** The CLI never ran, so beginning anew repeats nothing. */
  nothing_ran?: boolean;
}

/** Writes the verdict of an attempt, and of its execution unless that is to be tried again. Then its files go. */
export function settle(ctx: Context, { execution, attempt }: Claimed, given: Ending): void {
  const ending = asAsked(ctx, execution.id, given);
  const { status, reason = null, detail = null, exit, seen } = ending;
  const ended_at = ctx.clock.iso();
  const exit_code = exitCode(exit);
  const again = isTriedAgain(execution.retry_on_interrupt, attempt.number, ending);
  ctx.db.tx((tx, after) => {
    tx.update(attempts)
      .set({ status, reason, detail, exit_code, signal: exit?.signal ?? null, ended_at })
      .where(eq(attempts.id, attempt.id))
      .run();
    if (again) move(tx, execution.id, "queued", { reason, detail, stop_reason: null });
    else move(tx, execution.id, status, { reason, detail, exit_code, result: seen?.text ?? null, ended_at });
    after(() => {
      ctx.bells.ring(executionBell(execution.id));
      ctx.bells.ring(QUEUE);
    });
  });
  const { id: execution_id, request_id } = execution;
  const line = { request_id, execution_id, attempt: attempt.number, status, reason, exit_code, again };
  ctx.log.info({ ...line, duration_ms: Date.parse(ended_at) - Date.parse(attempt.started_at) }, "attempt settled");
  void removeFiles(ctx, execution_id, attempt.number, again);
}

/** As a shell says it: 128 and the signal's number for what a signal ended. */
function exitCode(exit: ExitRecord | undefined): number | null {
  const signal = exit?.signal as keyof typeof constants.signals | null | undefined;
  return exit?.code ?? (signal ? 128 + constants.signals[signal] : null);
}

/** What was interrupted may have been asked to end before: then it is that, and a cancelled one does not begin anew. */
function asAsked(ctx: Context, id: string, ending: Ending): Ending {
  const { stop_reason } = getExecution(ctx.db.orm, id);
  if (ending.status !== "interrupted" || stop_reason === null) return ending;
  return { ...ending, ...STOPS[stop_reason], reason: stop_reason };
}

function isTriedAgain(retryOnInterrupt: boolean, number: number, { status, nothing_ran }: Ending): boolean {
  return status === "interrupted" && (nothing_ran || retryOnInterrupt) && number < MOST_ATTEMPTS;
}

/** What a crash leaves here is removed by the next start. */
async function removeFiles(ctx: Context, id: string, number: number, again: boolean): Promise<void> {
  const dir = executionDir(ctx, id);
  try {
    for (const path of Object.values(attemptFiles(dir, number))) await removeTree(path);
    if (!again) await removeTree(dir);
  } catch (err) {
    ctx.log.warn({ err, execution_id: id }, "the files of an attempt could not be removed");
  }
}
