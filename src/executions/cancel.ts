import { and, eq, inArray, isNull, or } from "drizzle-orm";
import { audit } from "~/audit/index.ts";
import type { Context } from "~/context.ts";
import type { After, Tx } from "~/db/tx.ts";
import { Fault } from "~/kit/fault.ts";
import { QUEUE, stopBell } from "./bells.ts";
import { ringChange } from "./news.ts";
import { isFinal, isFinished, LIVE, STOPS, type StopReason } from "./status.ts";
import { getExecution, move } from "./store.ts";
import { executions } from "./tables.ts";

/** Stops after which an execution may go on. */
const MENDABLE: StopReason[] = ["shutdown", "silent", "budget_ask", "hand_over"];

/** A person ends an execution. Throws a Fault `conflict` when it is finished; asking twice is no mistake. */
export function cancel(ctx: Context, id: string): void {
  ctx.db.tx((tx, after) => {
    const { status } = getExecution(tx, id);
    if (isFinished(status)) throw new Fault("conflict", `The execution is ${status} already.`, { code: "finished" });
    cancelIn(ctx, tx, after, id);
  });
}

/** The same in the caller's transaction, of one that is not finished. Answers whether this call was the one that did it. */
export function cancelIn(ctx: Context, tx: Tx, after: After, id: string): boolean {
  const mine = requestStop(ctx, tx, after, id, "user");
  if (mine) audit(ctx, tx, { action: "execution.cancelled", subject_id: id });
  return mine;
}

/**
 * Ends what waits at once, and lets the story of what runs know by its row and its bell. The first reason
 * stays, but whoever wants it ended for good outranks those after which it might begin anew.
 * Answers whether this call was the one that did it.
 */
export function requestStop(
  ctx: Context,
  tx: Tx,
  after: After,
  id: string,
  reason: StopReason,
  detail: string = STOPS[reason].detail,
): boolean {
  const final = isFinal(reason);
  if (final) {
    const idle = and(eq(executions.id, id), inArray(executions.status, ["queued", "waiting"]));
    const found = tx.select({ id: executions.id }).from(executions).where(idle).get();
    const ended = { reason, detail, ended_at: ctx.clock.iso(), not_before: null, held: null };
    if (found && move(tx, id, STOPS[reason].status, ended)) {
      after(() => {
        ringChange(ctx, id);
        ctx.bells.ring(QUEUE);
      });
      return true;
    }
  }
  const unasked = isNull(executions.stop_reason);
  const mine = final ? or(unasked, inArray(executions.stop_reason, MENDABLE)) : unasked;
  const live = and(eq(executions.id, id), inArray(executions.status, [...LIVE]), mine);
  const stopping = tx
    .update(executions)
    .set({ stop_reason: reason, detail })
    .where(live)
    .returning({ id: executions.id })
    .get();
  if (stopping) after(() => ctx.bells.ring(stopBell(id)));
  return stopping !== undefined;
}
