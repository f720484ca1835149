import { createHash } from "node:crypto";
import { and, eq, notInArray } from "drizzle-orm";
import { defaultAccount } from "~/accounts/index.ts";
import type { Context } from "~/context.ts";
import { FINISHED } from "./status.ts";
import type { ExecutionRow } from "./store.ts";
import { attempts, executions } from "./tables.ts";

type Keepers = Partial<Pick<ExecutionRow, "chain" | "trigger_id" | "slot" | "shared_dir" | "continues">>;

/**
 * One key for all that may keep an execution from starting, its budgets' scopes among them. Of each lane only the head
 * is looked at: ten thousand that wait behind one limit cost no more than one. What has begun, and so has an account to
 * stay with, has a lane of its own, named after it.
 */
export function laneOf({
  chain,
  trigger_id = null,
  slot = null,
  shared_dir = null,
  continues = null,
}: Keepers): string {
  return createHash("sha256")
    .update(JSON.stringify([trigger_id, slot, shared_dir, chain, continues]))
    .digest("base64url")
    .slice(0, 16);
}

/** Rows of before there were lanes and accounts get theirs. */
export function adoptEarlier({ db }: Context): void {
  for (const { id, backend } of db.orm.select().from(attempts).where(eq(attempts.account_id, "")).all())
    db.orm
      .update(attempts)
      .set({ account_id: defaultAccount(db.orm, backend).id })
      .where(eq(attempts.id, id))
      .run();
  const old = and(eq(executions.lane, ""), notInArray(executions.status, [...FINISHED]));
  for (const row of db.orm.select().from(executions).where(old).all()) {
    const set = { lane: laneOf(row), project: row.working_dir };
    db.orm.update(executions).set(set).where(eq(executions.id, row.id)).run();
  }
}

/** How many executions wait, held ones among them. */
export function queueDepth({ db: { sqlite } }: Pick<Context, "db">): number {
  return sqlite.query<{ n: number }, []>(DEPTH).get()?.n ?? 0;
}

/** Whether any execution waits that nothing holds until a time. */
export function anyReady({ db: { sqlite } }: Context): boolean {
  return sqlite.query(ANY_READY).get() !== null;
}

// By the index alone: another one would look up each row, at every delivery.
const DEPTH = "SELECT count(*) AS n FROM executions INDEXED BY executions_queue_by_slot WHERE status = 'queued'";
const ANY_READY = `
  SELECT 1 FROM executions INDEXED BY executions_ready WHERE status = 'queued' AND not_before IS NULL LIMIT 1`;

export interface Head {
  id: string;
  lane: string;
}

/**
 * The first of each lane whose slot and directory have room, in the order in which they may start: priority, then the
 * project that was served longest ago, then age. What is done to one of them changes nothing about the others.
 */
export function readyHeads({ db: { sqlite }, config }: Context): IterableIterator<Head> {
  return sqlite.query<Head, [number]>(HEADS).iterate(config.MAX_CONCURRENT_PER_DIRECTORY);
}

const READY = "executions INDEXED BY executions_ready WHERE status = 'queued' AND not_before IS NULL";
/** In the words of the index, and without those that wait for a person, which hold nothing. */
const LIVE = "executions WHERE status IN ('starting', 'running', 'waiting') AND status <> 'waiting'";

/** Steps from lane to lane by the index, a row each. */
const HEADS = `
  WITH RECURSIVE heads (id, lane, slot, shared_dir, project, priority) AS (
    SELECT * FROM (
      SELECT id, lane, slot, shared_dir, project, priority FROM ${READY} ORDER BY lane, priority DESC, id LIMIT 1
    )
    UNION ALL
    SELECT next.id, next.lane, next.slot, next.shared_dir, next.project, next.priority FROM heads
      JOIN executions AS next ON next.rowid = (
        SELECT rowid FROM ${READY} AND lane > heads.lane ORDER BY lane, priority DESC, id LIMIT 1
      )
  )
  SELECT head.id, head.lane FROM heads AS head
    LEFT JOIN slots ON slots.slot = head.slot
    LEFT JOIN turns ON turns.project = head.project
  WHERE (slot_limit IS NULL OR slot_limit > (SELECT count(*) FROM ${LIVE} AND executions.slot = head.slot))
    AND (head.shared_dir IS NULL OR ? > (SELECT count(*) FROM ${LIVE} AND executions.shared_dir = head.shared_dir))
  ORDER BY head.priority DESC, ifnull(turns.attempt_id, ''), head.id`;
