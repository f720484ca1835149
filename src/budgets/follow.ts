import { asc, eq, gt, sql } from "drizzle-orm";
import type { Context } from "~/context.ts";
import type { After, Tx } from "~/db/tx.ts";
import { startFollower } from "~/kit/follower.ts";
import { BUDGETS } from "./bells.ts";
import { budget_events, budget_followers, budgets } from "./tables.ts";

export type BudgetEventRow = typeof budget_events.$inferSelect;

export interface BudgetNews {
  event: BudgetEventRow;
  /** The budget's name; undefined when it is deleted since. */
  name: string | undefined;
}

type Take = (tx: Tx, after: After, news: BudgetNews) => void;

/**
 * Tells a follower of all that budgets warn of, refuse, stop and ask, in order and once: `take` writes in the
 * transaction that moves the follower on. Whoever follows for the first time hears what happens from then on.
 */
export function followBudgets(ctx: Context, follower: string, take: Take): void {
  const newest = sql`(SELECT coalesce(max(id), 0) FROM budget_events)`;
  ctx.db.orm.insert(budget_followers).values({ follower, event_id: newest }).onConflictDoNothing().run();
  startFollower(ctx, {
    ...{ follower, bell: BUDGETS },
    takeNext: () =>
      ctx.db.tx((tx, after) => {
        const event = nextFor(tx, follower);
        if (!event) return false;
        const budget = tx.select({ name: budgets.name }).from(budgets).where(eq(budgets.id, event.budget_id)).get();
        take(tx, after, { event, name: budget?.name });
        moveOn(tx, follower, event);
        return true;
      }),
    passOver: () =>
      ctx.db.tx((tx) => {
        const event = nextFor(tx, follower);
        if (!event) return;
        ctx.log.error({ follower, event }, "what a budget did is passed over");
        moveOn(tx, follower, event);
      }),
  });
}

function nextFor(tx: Tx, follower: string): BudgetEventRow | undefined {
  const read = sql`(SELECT event_id FROM budget_followers WHERE follower = ${follower})`;
  return tx
    .select()
    .from(budget_events)
    .where(gt(budget_events.id, read))
    .orderBy(asc(budget_events.id))
    .limit(1)
    .get();
}

function moveOn(tx: Tx, follower: string, { id }: BudgetEventRow): void {
  tx.update(budget_followers).set({ event_id: id }).where(eq(budget_followers.follower, follower)).run();
}
