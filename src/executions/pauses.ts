import { eq } from "drizzle-orm";
import { audit } from "~/audit/index.ts";
import type { Context } from "~/context.ts";
import { QUEUE } from "./bells.ts";
import { queueDepth } from "./lanes.ts";
import { pauses } from "./tables.ts";

/** Nothing of the subject (a backend, or `all`) starts until it is resumed, over restarts too. */
export function pause(ctx: Context, subject: string): void {
  ctx.db.tx((tx) => {
    tx.insert(pauses).values({ subject, since: ctx.clock.iso() }).onConflictDoNothing().run();
    audit(ctx, tx, { action: "queue.paused", subject_id: subject });
  });
}

export function resume(ctx: Context, subject: string): void {
  ctx.db.tx((tx, after) => {
    tx.delete(pauses).where(eq(pauses.subject, subject)).run();
    audit(ctx, tx, { action: "queue.resumed", subject_id: subject });
    after(() => ctx.bells.ring(QUEUE));
  });
}

interface Held {
  held: "limit" | "retry";
  count: number;
  until: string;
}

export function describeQueue(ctx: Context) {
  const { orm, sqlite } = ctx.db;
  return {
    depth: queueDepth(ctx),
    most: ctx.config.MAX_QUEUE_DEPTH,
    running: sqlite.query<{ n: number }, []>(RUNNING).get()?.n ?? 0,
    held: sqlite.query<Held, []>(HELD).all(),
    paused: orm.select().from(pauses).orderBy(pauses.since).all(),
  };
}

const RUNNING = "SELECT count(*) AS n FROM attempts WHERE status IN ('starting', 'running')";
const HELD = `
  SELECT held, count(*) AS count, min(not_before) AS until
  FROM executions INDEXED BY executions_held
  WHERE status = 'queued' AND not_before IS NOT NULL GROUP BY held ORDER BY until`;
