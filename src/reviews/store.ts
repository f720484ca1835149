import { and, desc, eq, gt, inArray, isNull, lt, notInArray, type SQL, sql } from "drizzle-orm";
import type { Queries } from "~/db/tx.ts";
import { FINISHED } from "~/executions/index.ts";
import { Fault } from "~/kit/fault.ts";
import type { PullState, Review, ReviewStats, Verdict } from "./model.ts";
import { pull_requests, reviews } from "./tables.ts";

/** A pull request that nobody told of is taken to be open. */
const state = sql<PullState>`coalesce(${pull_requests.state}, 'open')`;

const columns = {
  ...{ id: reviews.id, repository: reviews.repository, number: reviews.number },
  ...{ title: pull_requests.title, author: pull_requests.author, url: pull_requests.url, state },
  head_sha: reviews.head_sha,
  superseded: sql`coalesce(${pull_requests.head_sha} <> ${reviews.head_sha}, 0)`.mapWith(Boolean),
  trigger_id: reviews.trigger_id,
  ...{ execution_id: reviews.execution_id, status: reviews.status, verdict: reviews.verdict },
  ...{ summary: reviews.summary, created_at: reviews.created_at, updated_at: reviews.updated_at },
};
const own = and(eq(pull_requests.repository, reviews.repository), eq(pull_requests.number, reviews.number));

interface Filter {
  limit: number;
  cursor?: string;
  repository?: string;
  trigger_id?: string;
  state?: PullState;
  verdict?: Verdict;
}

/** A page, newest first. */
export function listReviews(queries: Queries, { limit, cursor, ...filter }: Filter) {
  const wanted = and(
    cursor ? lt(reviews.id, cursor) : undefined,
    filter.repository ? eq(reviews.repository, filter.repository) : undefined,
    filter.trigger_id ? eq(reviews.trigger_id, filter.trigger_id) : undefined,
    filter.state ? eq(state, filter.state) : undefined,
    filter.verdict ? eq(reviews.verdict, filter.verdict) : undefined,
  );
  const query = queries.select(columns).from(reviews).leftJoin(pull_requests, own).where(wanted);
  const rows: Review[] = query
    .orderBy(desc(reviews.id))
    .limit(limit + 1)
    .all();
  const page = rows.slice(0, limit);
  return { reviews: page, next_cursor: rows.length > page.length ? (page.at(-1)?.id ?? null) : null };
}

/** Throws a Fault `not_found`. */
export function getReview(queries: Queries, id: string): Review {
  const query = queries.select(columns).from(reviews).leftJoin(pull_requests, own);
  const row = query.where(eq(reviews.id, id)).get();
  if (!row) throw new Fault("not_found", `There is no review ${id}.`);
  return row;
}

const count = (condition: SQL | undefined = sql`1`) => sql<number>`sum(${condition})`;

/** A page by repository, in the order of their names. */
export function reviewStats(queries: Queries, { limit, cursor }: { limit: number; cursor?: string }) {
  const query = queries
    .select({
      ...{ repository: reviews.repository, total: count() },
      ...{ open: count(eq(state, "open")), merged: count(eq(state, "merged")), closed: count(eq(state, "closed")) },
      ...{ approve: verdicts("approve"), request_changes: verdicts("request_changes"), comment: verdicts("comment") },
      no_verdict: verdicts("no_verdict"),
      pending: count(and(isNull(reviews.verdict), notInArray(reviews.status, [...FINISHED]))),
      failed: count(and(isNull(reviews.verdict), inArray(reviews.status, [...FINISHED]))),
    })
    .from(reviews)
    .leftJoin(pull_requests, own)
    .where(cursor === undefined ? undefined : gt(reviews.repository, cursor));
  const rows: ReviewStats[] = query
    .groupBy(reviews.repository)
    .orderBy(reviews.repository)
    .limit(limit + 1)
    .all();
  const page = rows.slice(0, limit);
  return { repositories: page, next_cursor: rows.length > page.length ? (page.at(-1)?.repository ?? null) : null };
}

function verdicts(verdict: Verdict) {
  return count(sql`coalesce(${reviews.verdict} = ${verdict}, 0)`);
}
