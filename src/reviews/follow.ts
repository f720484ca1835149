import { and, eq } from "drizzle-orm";
import type { Context } from "~/context.ts";
import type { Tx } from "~/db/tx.ts";
import { type ExecutionRow, followExecutions, type News } from "~/executions/index.ts";
import { targetOf } from "~/github/index.ts";
import type { Verdict } from "./model.ts";
import { newestHead } from "./pulls.ts";
import { reviews } from "./tables.ts";

/** Keeps the record of each head of a pull request that an execution looks at. */
export function followReviews(ctx: Context): void {
  followExecutions(ctx, "reviews", (tx, _after, news) => {
    const head = headOf(tx, news.execution);
    if (!head) return;
    if (news.status === "running") begin(ctx, tx, head, news);
    else goOn(ctx, tx, head, news);
  });
}

interface Head {
  repository: string;
  number: number;
  head_sha: string;
}

/** Undefined when it is about no pull request, or nobody ever told its head. */
function headOf(tx: Tx, execution: ExecutionRow): Head | undefined {
  const { repository, number, is_pull, head_sha } = targetOf(tx, execution) ?? {};
  if (!repository || !number || !is_pull) return undefined;
  const newest = head_sha ?? newestHead(tx, repository, number);
  return newest === undefined ? undefined : { repository, number, head_sha: newest };
}

/** What was said of this head before holds until something else is said. */
function begin(ctx: Context, tx: Tx, head: Head, { execution, status }: News): void {
  const now = ctx.clock.iso();
  const looked = { execution_id: execution.id, status, updated_at: now };
  tx.insert(reviews)
    .values({ id: ctx.newId("review"), ...head, ...looked, created_at: now })
    .onConflictDoUpdate({ target: [reviews.repository, reviews.number, reviews.head_sha], set: looked })
    .run();
}

/** Not when another execution looks at this head since. */
function goOn(ctx: Context, tx: Tx, head: Head, { execution, status }: News): void {
  const { repository, number, head_sha } = head;
  const verdict = status === "succeeded" ? verdictOf(execution) : undefined;
  const told = verdict && { verdict, summary: execution.outcome?.summary ?? null };
  const same = and(eq(reviews.repository, repository), eq(reviews.number, number), eq(reviews.head_sha, head_sha));
  tx.update(reviews)
    .set({ status, ...told, updated_at: ctx.clock.iso() })
    .where(and(same, eq(reviews.execution_id, execution.id)))
    .run();
}

const BY_VERDICT = { pass: "approve", fail: "request_changes", neutral: "comment" } as const;

/** What the review says that it proposes, else its verdict. */
function verdictOf({ outcome }: ExecutionRow): Verdict | undefined {
  const review = outcome?.actions.find(({ kind }) => kind === "review");
  if (review?.kind === "review") return review.verdict;
  return outcome?.verdict && BY_VERDICT[outcome.verdict];
}
