import { asc, eq, sql } from "drizzle-orm";
import { type Pick as Choice, chainFor, noteStart, type PickAsk, pickAccount } from "~/accounts/index.ts";
import { admit } from "~/budgets/index.ts";
import type { Context } from "~/context.ts";
import type { After, Orm, Tx } from "~/db/tx.ts";
import { holdLane, releaseDue, SLICE } from "./hold.ts";
import { readyHeads } from "./lanes.ts";
import { ringChange } from "./news.ts";
import type { Reason, Status } from "./status.ts";
import { type AttemptRow, type ExecutionRow, getExecution, move, spenderOf } from "./store.ts";
import { lookAround, type Surroundings } from "./surroundings.ts";
import { attempts, executions } from "./tables.ts";
import { threadOf } from "./thread.ts";

export interface Claimed {
  execution: ExecutionRow;
  attempt: AttemptRow;
}

/**
 * Takes the next execution that may start, and opens its attempt in the same transaction. `again`: something else
 * changed, so that another look may find one; undefined: nothing may start now.
 */
export function claimNext(ctx: Context): Claimed | "again" | undefined {
  return ctx.db.tx((tx, after) => {
    if (releaseDue(ctx, after)) return "again";
    const around = lookAround(ctx);
    if (!around) return undefined;
    const picks: Picks = new Map();
    let held = 0;
    for (const { id, lane } of readyHeads(ctx)) {
      const choice = choose(ctx, tx, around, picks, id);
      if (choice.kind === "limited") held += holdLane(ctx, after, lane, choice, SLICE - held);
      if (held === SLICE) return "again";
      if (choice.kind === "refused") return turnAway(ctx, tx, after, id, "failed", choice);
      const claimed = choice.kind === "chosen" && claim(ctx, tx, after, around, id, choice);
      if (claimed) return claimed;
    }
    return held > 0 ? "again" : undefined;
  });
}

type Chosen = Extract<Choice, { kind: "chosen" }>;
type Picks = Map<string, Choice>;

/** Many lanes share one chain, and for what has not begun yet the answer is the same. */
function choose(ctx: Context, tx: Tx, around: Surroundings, picks: Picks, id: string): Choice {
  const alike = ctx.db.sqlite.query<{ alike: string }, [string]>(ALIKE).get(id)?.alike ?? id;
  const choice = picks.get(alike) ?? pickAccount(ctx, askOf(ctx, tx, around, id));
  picks.set(alike, choice);
  return choice;
}

const ALIKE = `
  SELECT CASE
    WHEN continues IS NULL AND NOT EXISTS (SELECT 1 FROM attempts WHERE execution_id = executions.id)
    THEN ifnull(chain, id) ELSE id
  END AS alike FROM executions WHERE id = ?`;

function askOf(ctx: Context, tx: Tx, { live, paused }: Surroundings, id: string): PickAsk {
  const { execution, earlier } = recall(ctx, id);
  const newest = earlier.at(-1) ?? threadOf(tx, execution, earlier)?.attempt;
  // Who was relieved of it is not asked again before the others.
  const stays = newest && newest.reason !== "hand_over";
  const last = stays && { entry: earlier.length > 0 ? newest.entry : 0, account_id: newest.account_id };
  return { chain: chainFor(ctx, execution), ...(last && { last }), live, paused };
}

/** Undefined when it must wait for another to end. */
function claim(
  ctx: Context,
  tx: Tx,
  after: After,
  { memory }: Surroundings,
  id: string,
  choice: Chosen,
): Claimed | "again" | undefined {
  const { execution, earlier } = recall(ctx, id);
  const footprint_bytes = memory.room(choice.backend, execution.trigger_id);
  if (footprint_bytes === undefined) return undefined;
  const attempt = attemptOf(ctx, tx, execution, earlier, choice, footprint_bytes);
  const waived = execution.waived_budgets ?? [];
  const admission = admit(ctx, tx, after, { ...spenderOf(execution, attempt), waived, started_at: attempt.started_at });
  switch (admission.kind) {
    case "hold":
      tx.update(executions).set({ reason: "budget", detail: admission.detail }).where(eq(executions.id, id)).run();
      return undefined;
    case "refused":
      return turnAway(ctx, tx, after, id, "failed", { reason: "budget", detail: admission.detail });
    case "ask": {
      const asked = { reason: "budget" as const, detail: admission.detail, asked_budget: admission.budget_id };
      return turnAway(ctx, tx, after, id, "waiting", asked);
    }
    case "admitted":
      return begin(ctx, tx, execution, attempt);
  }
}

type Refusal = { reason: Reason; detail: string; asked_budget?: string };

function turnAway(
  ctx: Context,
  tx: Tx,
  after: After,
  id: string,
  status: Extract<Status, "failed" | "waiting">,
  { reason, detail, asked_budget }: Refusal,
): "again" {
  const ended_at = status === "failed" ? ctx.clock.iso() : null;
  move(tx, id, status, { reason, detail, ended_at, asked_budget: asked_budget ?? null });
  after(() => ringChange(ctx, id));
  return "again";
}

function attemptOf(
  ctx: Context,
  tx: Tx,
  execution: ExecutionRow,
  earlier: AttemptRow[],
  { backend, model, entry, account }: Chosen,
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
  if (!move(tx, id, "starting", { reason: null, detail: null, held: null, asked_budget: null })) return undefined;
  const execution = getExecution(tx, id);
  noteStart(ctx, tx, row.account_id);
  ctx.db.insert(attempts, row);
  ctx.db.sqlite.query(TURN).run(execution.project, row.id);
  const attempt = recallAttempts(ctx, id).at(-1);
  return attempt && { execution, attempt };
}

const TURN = `
  INSERT INTO turns (project, attempt_id) VALUES (?, ?) ON CONFLICT DO UPDATE SET attempt_id = excluded.attempt_id`;

function recall(ctx: Context, id: string) {
  const execution = ctx.db.prepared(selectExecution).get({ id });
  if (!execution) throw new Error(`${id} is gone in the middle of a transaction`);
  return { execution, earlier: recallAttempts(ctx, id) };
}

const recallAttempts = ({ db }: Context, id: string) => db.prepared(selectAttempts).all({ id });

const selectExecution = (orm: Orm) =>
  orm
    .select()
    .from(executions)
    .where(eq(executions.id, sql.placeholder("id")))
    .prepare();

const selectAttempts = (orm: Orm) =>
  orm
    .select()
    .from(attempts)
    .where(eq(attempts.execution_id, sql.placeholder("id")))
    .orderBy(asc(attempts.number))
    .prepare();
