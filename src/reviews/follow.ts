import { sql } from "drizzle-orm";
import type { Context } from "~/context.ts";
import type { Tx } from "~/db/tx.ts";
import { type ExecutionRow, followExecutions, type News } from "~/executions/index.ts";
import { targetOf } from "~/github/index.ts";
import type { Verdict } from "./model.ts";
import { newestHead } from "./pulls.ts";
import { reviews } from "./tables.ts";

/** Keeps what each trigger's executions say of each head of a pull request. */
export function followReviews(ctx: Context): void {
  followExecutions(ctx, "reviews", (tx, _after, news) => {
    const head = headOf(tx, news.execution);
    if (head) record(ctx, tx, head, news);
  });
}

interface Head {
  repository: string;
  number: number;
  head_sha: string;
  trigger_id: string;
}

/** Undefined when it is about no pull request, or nobody ever told its head. */
function headOf(tx: Tx, execution: ExecutionRow): Head | undefined {
  const target = targetOf(tx, execution);
  const { trigger_id } = execution;
  if (typeof target === "string" || target.number === null || !target.is_pull || trigger_id === null) return undefined;
  const { repository, number } = target;
  const head_sha = target.head_sha ?? newestHead(tx, repository, number);
  return head_sha === undefined ? undefined : { repository, number, head_sha, trigger_id };
}

/** Of several executions the newest counts; what one said before holds until another says something else. */
function record(ctx: Context, tx: Tx, head: Head, { execution, status }: News): void {
  // What was cancelled before it began has looked at nothing.
  if (status === "cancelled" && execution.started_at === null) return;
  const now = ctx.clock.iso();
  const looked = { execution_id: execution.id, status, updated_at: now };
  const verdict = status === "succeeded" ? verdictOf(execution) : null;
  const said = { verdict, summary: verdict && (execution.outcome?.summary ?? null) };
  const again = verdict === "no_verdict" ? { verdict: sql`coalesce(${reviews.verdict}, ${verdict})` } : verdict && said;
  tx.insert(reviews)
    .values({ id: ctx.newId("review"), ...head, ...looked, ...said, created_at: now })
    .onConflictDoUpdate({
      target: [reviews.repository, reviews.number, reviews.head_sha, reviews.trigger_id],
      set: { ...looked, ...again },
      setWhere: sql`excluded.execution_id >= ${reviews.execution_id}`,
    })
    .run();
}

const BY_VERDICT = { pass: "approve", fail: "request_changes", neutral: "comment" } as const;

/** What the review says that it proposes, else its verdict. */
function verdictOf({ outcome }: ExecutionRow): Verdict {
  const review = outcome?.actions.find(({ kind }) => kind === "review");
  if (review?.kind === "review") return review.verdict;
  return outcome?.verdict ? BY_VERDICT[outcome.verdict] : "no_verdict";
}
