import { createHash } from "node:crypto";
import { and, eq, notInArray } from "drizzle-orm";
import type { Context } from "~/context.ts";
import { FINISHED } from "./status.ts";
import type { ExecutionRow } from "./store.ts";
import { executions } from "./tables.ts";

type Keepers = Partial<Pick<ExecutionRow, "chain" | "trigger_id" | "slot" | "shared_dir">>;

/**
 * One key for all that may keep an execution from starting, its budgets' scopes among them. Of each lane only the head
 * is looked at: ten thousand that wait behind one limit cost no more than one.
 */
export function laneOf({ chain, trigger_id = null, slot = null, shared_dir = null }: Keepers): string {
  return createHash("sha256")
    .update(JSON.stringify([trigger_id, slot, shared_dir, chain]))
    .digest("base64url")
    .slice(0, 16);
}

/** Unfinished rows of before there were lanes get theirs. */
export function adoptEarlier({ db }: Context): void {
  const old = and(eq(executions.lane, ""), notInArray(executions.status, [...FINISHED]));
  for (const row of db.orm.select().from(executions).where(old).all()) {
    const set = { lane: laneOf(row), project: row.working_dir };
    db.orm.update(executions).set(set).where(eq(executions.id, row.id)).run();
  }
}

/** How many executions wait, held ones among them. Each half has an index that holds just these. */
export function queueDepth({ db: { sqlite } }: Context): number {
  const count = (held: "" | "NOT ") => sqlite.query<{ n: number }, []>(DEPTH[held]).get()?.n ?? 0;
  return count("") + count("NOT ");
}

const DEPTH = {
  "": "SELECT count(*) AS n FROM executions WHERE status = 'queued' AND not_before IS NULL",
  "NOT ": "SELECT count(*) AS n FROM executions WHERE status = 'queued' AND not_before IS NOT NULL",
};

export interface Head {
  id: string;
  lane: string;
}

/**
 * The first of each lane whose slot and directory have room, in the order in which they may start: priority, then the
 * project that was served longest ago, then age.
 */
export function readyHeads({ db: { sqlite }, config }: Context, offset: number, limit: number): Head[] {
  return sqlite.query<Head, [number, number, number]>(HEADS).all(config.MAX_CONCURRENT_PER_DIRECTORY, limit, offset);
}

const READY = "executions INDEXED BY executions_ready WHERE status = 'queued' AND not_before IS NULL";
/** In the words of the index, and without those that wait for a person, which hold nothing. */
const LIVE = "executions WHERE status IN ('starting', 'running', 'waiting') AND status <> 'waiting'";

const HEADS = `
  WITH RECURSIVE
    lanes (lane) AS (
      SELECT min(lane) FROM ${READY}
      UNION ALL
      SELECT (SELECT min(lane) FROM ${READY} AND lane > lanes.lane) FROM lanes WHERE lanes.lane IS NOT NULL
    ),
    heads (id) AS (
      SELECT (SELECT id FROM ${READY} AND lane = lanes.lane ORDER BY priority DESC, id LIMIT 1)
      FROM lanes WHERE lane IS NOT NULL
    )
  SELECT head.id, head.lane FROM heads
    JOIN executions AS head ON head.id = heads.id
    LEFT JOIN slots ON slots.slot = head.slot
    LEFT JOIN turns ON turns.project = head.project
  WHERE (slot_limit IS NULL OR slot_limit > (SELECT count(*) FROM ${LIVE} AND executions.slot = head.slot))
    AND (head.shared_dir IS NULL OR ? > (SELECT count(*) FROM ${LIVE} AND executions.shared_dir = head.shared_dir))
  ORDER BY head.priority DESC, ifnull(turns.attempt_id, ''), head.id LIMIT ? OFFSET ?`;
