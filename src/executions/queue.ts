import { type Pick as Choice, chainFor, noteStart, type PickAsk, pickAccount } from "~/accounts/index.ts";
import { admit } from "~/budgets/index.ts";
import type { Context } from "~/context.ts";
import type { After, Tx } from "~/db/tx.ts";
import { executionBell } from "./bells.ts";
import { holdLane, releaseDue } from "./hold.ts";
import { readyHeads } from "./lanes.ts";
import type { Reason, Status } from "./status.ts";
import { type AttemptRow, type ExecutionRow, getExecution, listAttempts, move, spenderOf } from "./store.ts";
import { lookAround, type Surroundings } from "./surroundings.ts";
import { attempts, turns } from "./tables.ts";
import { threadOf } from "./thread.ts";

export interface Claimed {
  execution: ExecutionRow;
  attempt: AttemptRow;
}

const PAGE = 100;

/**
 * Takes the next execution that may start, and opens its attempt in the same transaction. `again`: something else
 * changed, so that another look may find one; undefined: nothing may start now.
 */
export function claimNext(ctx: Context): Claimed | "again" | undefined {
  return ctx.db.tx((tx, after) => {
    if (releaseDue(ctx, after)) return "again";
    const around = lookAround(ctx);
    if (!around) return undefined;
    for (let offset = 0; ; offset += PAGE) {
      const heads = readyHeads(ctx, offset, PAGE);
      for (const { id } of heads) {
        const claimed = claim(ctx, tx, after, around, id);
        if (claimed) return claimed;
      }
      if (heads.length < PAGE) return undefined;
    }
  });
}

/** Undefined when it must wait for another to end. */
function claim(ctx: Context, tx: Tx, after: After, around: Surroundings, id: string): Claimed | "again" | undefined {
  const execution = getExecution(tx, id);
  const earlier = listAttempts(tx, id);
  const choice = pickAccount(ctx, askOf(ctx, tx, execution, earlier, around));
  if (choice.kind === "busy") return undefined;
  if (choice.kind === "limited") return holdLane(ctx, after, execution.lane, choice);
  if (choice.kind === "refused") return turnAway(ctx, tx, after, execution, "failed", choice);
  const footprint_bytes = around.memory.room(choice.backend, execution.trigger_id);
  if (footprint_bytes === undefined) return undefined;
  const attempt = attemptOf(ctx, tx, execution, earlier, choice, footprint_bytes);
  const waived = execution.waived_budgets ?? [];
  const admission = admit(ctx, tx, after, { ...spenderOf(execution, attempt), waived, started_at: attempt.started_at });
  switch (admission.kind) {
    case "hold":
      return undefined;
    case "refused":
      return turnAway(ctx, tx, after, execution, "failed", { reason: "budget", detail: admission.detail });
    case "ask": {
      const asked = { reason: "budget" as const, detail: admission.detail, asked_budget: admission.budget_id };
      return turnAway(ctx, tx, after, execution, "waiting", asked);
    }
    case "admitted":
      return begin(ctx, tx, execution, attempt);
  }
}

function askOf(
  ctx: Context,
  tx: Tx,
  execution: ExecutionRow,
  earlier: AttemptRow[],
  { live, paused }: Surroundings,
): PickAsk {
  const newest = earlier.at(-1) ?? threadOf(tx, execution, earlier)?.attempt;
  const last = newest && { entry: earlier.length > 0 ? newest.entry : 0, account_id: newest.account_id };
  return { chain: chainFor(ctx, execution), ...(last && { last }), live, paused };
}

type Refusal = { reason: Reason; detail: string; asked_budget?: string };

function turnAway(
  ctx: Context,
  tx: Tx,
  after: After,
  { id }: ExecutionRow,
  status: Extract<Status, "failed" | "waiting">,
  { reason, detail, asked_budget }: Refusal,
): "again" {
  const ended_at = status === "failed" ? ctx.clock.iso() : null;
  move(tx, id, status, { reason, detail, ended_at, asked_budget: asked_budget ?? null });
  after(() => ctx.bells.ring(executionBell(id)));
  return "again";
}

function attemptOf(
  ctx: Context,
  tx: Tx,
  execution: ExecutionRow,
  earlier: AttemptRow[],
  { backend, model, entry, account }: Extract<Choice, { kind: "chosen" }>,
  footprint_bytes: number,
) {
  const thread = threadOf(tx, execution, earlier);
  return {
    id: ctx.newId("attempt"),
    execution_id: execution.id,
    number: earlier.length + 1,
    ...{ backend, model, entry, account_id: account.id },
    status: "starting" as const,
    resume: thread?.backend === backend ? thread.session_id : null,
    boot_id: ctx.boot_id,
    seen: {},
    started_at: ctx.clock.iso(),
    footprint_bytes,
  };
}

type NewAttempt = ReturnType<typeof attemptOf>;

function begin(ctx: Context, tx: Tx, { id }: ExecutionRow, row: NewAttempt): Claimed | undefined {
  const execution = move(tx, id, "starting", { reason: null, detail: null, held: null, asked_budget: null });
  if (!execution) return undefined;
  noteStart(ctx, tx, row.account_id);
  const attempt = tx.insert(attempts).values(row).returning().get();
  const turn = { project: execution.project, attempt_id: attempt.id };
  tx.insert(turns).values(turn).onConflictDoUpdate({ target: turns.project, set: turn }).run();
  return { execution, attempt };
}
