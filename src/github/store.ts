import { and, asc, eq, gt, min, sql } from "drizzle-orm";
import type { Queries } from "~/db/tx.ts";
import type { GithubAction } from "./model.ts";
import { github_actions } from "./tables.ts";

export type ActionRow = typeof github_actions.$inferSelect;

/** Of an execution: at most one for each action of its outcome, and its check run. */
export function listActions(queries: Queries, execution_id: string): ActionRow[] {
  const own = eq(github_actions.execution_id, execution_id);
  return queries.select().from(github_actions).where(own).orderBy(asc(github_actions.number)).all();
}

/** Of each repository the oldest that can be done now: nothing before it is pending of its execution or its subject. */
export function dueActions(queries: Queries, now: string): ActionRow[] {
  const first = sql`(
    SELECT min(seq) FROM github_actions AS one
    WHERE status = 'pending' AND (not_before IS NULL OR not_before <= ${now})
      AND NOT EXISTS (${earlier("execution_id")}) AND NOT EXISTS (${earlier("subject")})
    GROUP BY repository)`;
  return queries.select().from(github_actions).where(sql`seq IN ${first}`).orderBy(asc(github_actions.seq)).all();
}

const earlier = (of: "execution_id" | "subject") => sql`
  SELECT 1 FROM github_actions AS other
  WHERE other.status = 'pending' AND other.seq < one.seq AND other.${sql.raw(of)} = one.${sql.raw(of)}`;

/** When the next one has waited long enough; undefined when none waits. */
export function nextDue(queries: Queries, now: string): string | undefined {
  const waits = and(sql`status = 'pending'`, gt(github_actions.not_before, now));
  const next = queries
    .select({ at: min(github_actions.not_before) })
    .from(github_actions)
    .where(waits)
    .get();
  return next?.at ?? undefined;
}

export function wireAction(row: ActionRow): GithubAction {
  const { number, kind, repository, status, tries, not_before, url, detail, created_at, updated_at } = row;
  return { number, kind, repository, status, tries, not_before, url, detail, created_at, updated_at };
}
