import { statSync } from "node:fs";
import { constants } from "node:os";
import { eq } from "drizzle-orm";
import type { Seen } from "~/backends/index.ts";
import { closeUsage } from "~/budgets/index.ts";
import type { Context } from "~/context.ts";
import type { Tx } from "~/db/tx.ts";
import { removeTree } from "~/kit/remove-tree.ts";
import type { Told } from "~/outcomes/index.ts";
import { attemptFiles, type ExitRecord } from "~/process/index.ts";
import type { Kept } from "~/projects/index.ts";
import type { Artifact } from "./artifacts/collect.ts";
import { writeArtifacts } from "./artifacts/store.ts";
import { QUEUE } from "./bells.ts";
import { learnFootprint } from "./memory.ts";
import { ringChange } from "./news.ts";
import { type Next, nextOf } from "./next.ts";
import { noteWork } from "./project.ts";
import type { Claimed } from "./queue.ts";
import { executionDir } from "./start.ts";
import { type Finished, isFinal, type Reason, STOPS } from "./status.ts";
import { type ExecutionRow, getAttempt, getExecution, move, spenderOf } from "./store.ts";
import { attempts } from "./tables.ts";

export interface Ending {
  status: Finished;
  reason?: Reason;
  detail?: string;
  exit?: ExitRecord;
  seen?: Seen;
  /** What it said in our own form. */
  told?: Told;
  /** What it left on purpose, copied already. */
  artifacts?: readonly Artifact[];
  /** What it left in its worktree. */
  work?: Kept;
  /** The CLI never ran, so beginning anew repeats nothing. */
  nothing_ran?: boolean;
}

/** Writes the verdict and the usage of an attempt, and what becomes of its execution. Then its files go. */
export function settle(ctx: Context, claimed: Claimed, given: Ending): void {
  const { execution, attempt } = claimed;
  const ending = asAsked(ctx, execution.id, given);
  const { status, reason = null, detail = null, exit } = ending;
  const ended_at = ctx.clock.iso();
  const exit_code = exitCode(exit);
  const next = ctx.db.tx((tx, after) => {
    tx.update(attempts)
      .set({ status, reason, detail, exit_code, signal: exit?.signal ?? null, ended_at })
      .where(eq(attempts.id, attempt.id))
      .run();
    const seen = ending.seen ?? getAttempt(tx, attempt.id)?.seen ?? {};
    const worked = { at: workedUntil(ctx, claimed, ended_at), ran: !ending.nothing_ran };
    closeUsage(ctx, tx, after, spenderOf(execution, attempt), seen, worked);
    writeArtifacts(ctx, tx, after, attempt, ending.artifacts);
    learnFootprint(ctx, claimed, ended_at);
    const decided = nextOf(ctx, tx, after, claimed, ending);
    moveOn(tx, execution.id, ending, decided, { exit_code, ended_at, ...noteWork(tx, execution.id, ending.work) });
    after(() => {
      ringChange(ctx, execution.id);
      ctx.bells.ring(QUEUE);
    });
    return decided;
  });
  const { id: execution_id, request_id } = execution;
  const line = { request_id, execution_id, attempt: attempt.number, status, reason, exit_code, next: next.kind };
  ctx.log.info({ ...line, duration_ms: Date.parse(ended_at) - Date.parse(attempt.started_at) }, "attempt settled");
  void removeFiles(ctx, execution_id, attempt.number, next.kind !== "ends");
}

/** A server that was not there saw nothing of the end, and time without it is nobody's work. */
function workedUntil(ctx: Context, { execution, attempt }: Claimed, ended_at: string): string {
  const { exit } = attemptFiles(executionDir(ctx, execution.id), attempt.number);
  const written = statSync(exit, { throwIfNoEntry: false })?.mtimeMs;
  return written === undefined ? ended_at : ctx.clock.iso(Math.min(written, Date.parse(ended_at)));
}

function moveOn(
  tx: Tx,
  id: string,
  { status, reason, detail, seen, told }: Ending,
  next: Next,
  end: Pick<ExecutionRow, "exit_code" | "ended_at"> & ReturnType<typeof noteWork>,
): void {
  switch (next.kind) {
    case "ends":
      move(tx, id, status, { reason, detail, result: seen?.text ?? null, ...told, ...end });
      break;
    case "asks":
      move(tx, id, "waiting", { reason: "budget", detail, stop_reason: null });
      break;
    case "again": {
      const held = next.not_before ? ("retry" as const) : null;
      const { retries, chain } = next;
      const waits = { not_before: next.not_before ?? null, held, ...(retries && { retries }), ...(chain && { chain }) };
      move(tx, id, "queued", { reason, detail, stop_reason: null, lane: id, ...waits });
    }
  }
}

/** As a shell says it: 128 and the signal's number for what a signal ended. */
function exitCode(exit: ExitRecord | undefined): number | null {
  const signal = exit?.signal as keyof typeof constants.signals | null | undefined;
  return exit?.code ?? (signal ? 128 + constants.signals[signal] : null);
}

/**
 * What was asked to end says in its row why, in the words of whoever asked. Whoever wants it ended for good is obeyed
 * also when the attempt failed or was lost before that reached it: then it does not begin anew.
 */
function asAsked(ctx: Context, id: string, ending: Ending): Ending {
  const { stop_reason, detail } = getExecution(ctx.db.orm, id);
  if (stop_reason === null || ending.status === "succeeded") return ending;
  const obeyed = isFinal(stop_reason) || ending.status === "interrupted" || ending.reason === stop_reason;
  return obeyed
    ? { ...ending, ...STOPS[stop_reason], reason: stop_reason, ...(detail !== null && { detail }) }
    : ending;
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
