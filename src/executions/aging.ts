import { asc, type SQL, sql } from "drizzle-orm";
import type { Context } from "~/context.ts";
import { type Aging, countSome, MOST_COUNTED } from "~/db/aging.ts";
import type { Queries } from "~/db/tx.ts";
import { firstIdAt } from "~/kit/ids.ts";
import { artifactsDir } from "./artifacts/keep.ts";
import { removeArtifacts } from "./artifacts/store.ts";
import { execution_lines, executions } from "./tables.ts";

/**
 * Executions that have ended, with their lines, diffs and artifacts. Kept are those that are pinned, whose conversation
 * another is to go on with, whose end somebody has not heard of yet, or which `held` says. What they used is not theirs
 * alone: usage and budgets count on.
 */
export function agingExecutions(ctx: Context, held: SQL): Aging {
  const old = (before: string) => sql`
    ${executions.id} < ${firstIdAt("execution", Date.parse(before) + 1)} AND ${executions.ended_at} <= ${before}
    AND ${executions.status} IN ('succeeded', 'failed', 'timed_out', 'cancelled', 'interrupted')
    AND NOT ${executions.pinned} AND NOT ${CONTINUED} AND NOT ${UNHEARD} AND NOT ${held}`;
  return {
    due: (queries, before) => dueOf(queries, old(before)),
    remove(tx, after, before, most) {
      const removed = { executions: 0, lines: 0 };
      const oldest = tx.select({ id: executions.id }).from(executions).where(old(before)).orderBy(asc(executions.id));
      for (const { id } of oldest.limit(most).all()) {
        const room = most - removed.executions - removed.lines;
        const lines = ctx.db.sqlite.query<void, [string, number]>(REMOVE_LINES).run(id, room).changes;
        removed.lines += lines;
        // Its other lines go with the next slice.
        if (lines >= room) break;
        ctx.db.sqlite.query<void, [string]>(REMOVE).run(id);
        removed.executions += 1;
        after(() => void removeArtifacts(ctx, artifactsDir(ctx, id)));
      }
      return removed;
    },
  };
}

const CONTINUED = sql`EXISTS (
  SELECT 1 FROM executions AS next
  WHERE next.continues = ${executions.id} AND next.status IN ('queued', 'starting', 'running', 'waiting'))`;
const UNHEARD = sql`EXISTS (SELECT 1 FROM execution_news WHERE execution_news.execution_id = ${executions.id})`;

/** Lines are those of the executions that are counted. */
function dueOf(queries: Queries, old: SQL) {
  const counted = sql`(SELECT id FROM executions WHERE ${old} LIMIT ${MOST_COUNTED})`;
  return {
    executions: countSome(queries, executions, old),
    lines: countSome(queries, execution_lines, sql`${execution_lines.execution_id} IN ${counted}`),
  };
}

/** The first lines of one, so many. */
const REMOVE_LINES = `
  DELETE FROM execution_lines WHERE execution_id = ?1
    AND seq IN (SELECT seq FROM execution_lines WHERE execution_id = ?1 ORDER BY seq LIMIT ?2)`;
const REMOVE = "DELETE FROM executions WHERE id = ?";
