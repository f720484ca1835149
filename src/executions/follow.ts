import { eq, sql } from "drizzle-orm";
import type { Context } from "~/context.ts";
import type { After, Tx } from "~/db/tx.ts";
import { startFollower } from "~/kit/follower.ts";
import { NEWS } from "./bells.ts";
import type { Status } from "./status.ts";
import { type ExecutionRow, findExecution } from "./store.ts";
import { execution_news, news_followers } from "./tables.ts";

export interface News {
  /** The row as it is now; `status` is what it became then. */
  execution: ExecutionRow;
  status: Status;
}

export type Take = (tx: Tx, after: After, news: News) => void;

/**
 * Tells a follower of every execution that began to run, waits or has ended, in order and once: `take` writes in the
 * transaction that moves the follower on. Whoever follows for the first time hears what happens from then on. What a
 * follower cannot take after ten tries is passed over, with an error in the log.
 */
export function followExecutions(ctx: Context, follower: string, take: Take): void {
  const { orm } = ctx.db;
  const newest = sql`(SELECT coalesce(max(seq), 0) FROM execution_news)`;
  orm.insert(news_followers).values({ follower, seq: newest }).onConflictDoNothing().run();
  startFollower(ctx, {
    ...{ follower, bell: NEWS },
    takeNext: () => takeNext(ctx, follower, take),
    passOver: () => passOver(ctx, follower),
  });
}

/** True when there was one. */
function takeNext(ctx: Context, follower: string, take: Take): boolean {
  return ctx.db.tx((tx, after) => {
    const next = nextFor(tx, follower);
    if (!next) return false;
    const execution = findExecution(tx, next.execution_id);
    if (execution) take(tx, after, { execution, status: next.status });
    moveOn(tx, follower, next.seq);
    return true;
  });
}

function passOver(ctx: Context, follower: string): void {
  ctx.db.tx((tx) => {
    const next = nextFor(tx, follower);
    if (!next) return;
    const { execution_id, status } = next;
    ctx.log.error({ follower, execution_id, status }, "news of an execution are passed over");
    moveOn(tx, follower, next.seq);
  });
}

function nextFor(tx: Tx, follower: string) {
  const read = sql`(SELECT seq FROM news_followers WHERE follower = ${follower})`;
  return tx
    .select()
    .from(execution_news)
    .where(sql`${execution_news.seq} > ${read}`)
    .orderBy(execution_news.seq)
    .limit(1)
    .get();
}

function moveOn(tx: Tx, follower: string, seq: number): void {
  tx.update(news_followers).set({ seq }).where(eq(news_followers.follower, follower)).run();
  tx.delete(execution_news).where(sql`${execution_news.seq} <= (SELECT min(seq) FROM news_followers)`).run();
}
