import { asc, eq, sql } from "drizzle-orm";
import type { Queries } from "~/db/tx.ts";
import type { GithubAction } from "./model.ts";
import { github_actions } from "./tables.ts";

export type ActionRow = typeof github_actions.$inferSelect;

/** Of an execution: at most one for each action of its outcome, and its check run. */
export function listActions(queries: Queries, execution_id: string): ActionRow[] {
  const own = eq(github_actions.execution_id, execution_id);
  return queries.select().from(github_actions).where(own).orderBy(asc(github_actions.number)).all();
}

/** What each repository waits for: the oldest that is pending. */
export function firstOfEach(queries: Queries): ActionRow[] {
  const first = sql`(SELECT min(seq) FROM github_actions WHERE status = 'pending' GROUP BY repository)`;
  return queries.select().from(github_actions).where(sql`seq IN ${first}`).orderBy(asc(github_actions.seq)).all();
}

export function wireAction(row: ActionRow): GithubAction {
  const { number, kind, repository, status, tries, not_before, url, detail, created_at, updated_at } = row;
  return { number, kind, repository, status, tries, not_before, url, detail, created_at, updated_at };
}
