import { eq, lte } from "drizzle-orm";
import type { Context } from "~/context.ts";
import type { After, Tx } from "~/db/tx.ts";
import { supersede } from "~/executions/index.ts";
import type { Change } from "./kinds/kind.ts";
import { trigger_changes } from "./tables.ts";

const MOST_PASSED = 100;

/** Of a trigger's executions for one pull request only the newest is wanted. */
export function supersedeKey(trigger_id: string, { key }: Change): string {
  return `${trigger_id} ${key}`;
}

/** Takes note of a change, unless a newer one came before it; then it answers why it starts nothing. */
export function takeChange(ctx: Context, tx: Tx, trigger_id: string, change: Change | undefined): string | undefined {
  if (!change) return undefined;
  const key = supersedeKey(trigger_id, change);
  const known = tx.select().from(trigger_changes).where(eq(trigger_changes.key, key)).get();
  const passed = [...new Set([...(known?.passed ?? []), ...(change.before === undefined ? [] : [change.before])])];
  const late = known && isLate(known, change);
  const { at: changed_at, head } = late ? { at: known.changed_at, head: known.head } : change;
  const row = { changed_at, head, passed: passed.slice(-MOST_PASSED), seen_at: ctx.clock.iso() };
  tx.insert(trigger_changes)
    .values({ key, ...row })
    .onConflictDoUpdate({ target: trigger_changes.key, set: row })
    .run();
  return late
    ? `it is late: ${change.key} was at ${known.head.slice(0, 12)} before this came, which is newer`
    : undefined;
}

/** GitHub's clock tells seconds: within one, the chain of heads says which of two is the older. */
function isLate(known: typeof trigger_changes.$inferSelect, { at, head, before }: Change): boolean {
  if (at !== known.changed_at) return at < known.changed_at;
  return before !== known.head && head !== known.head && known.passed.includes(head);
}

/** Ends what a trigger still runs for a pull request that was closed; answers what it did. */
export function closeChange(ctx: Context, tx: Tx, after: After, trigger_id: string, change: Change): string {
  if (takeChange(ctx, tx, trigger_id, change) !== undefined) return `${change.key} was closed, and opened again since`;
  const [key, detail] = [supersedeKey(trigger_id, change), "Its pull request was closed."];
  const ended = [
    supersede(ctx, tx, after, key, detail),
    ctx.workflows.it.supersede(ctx, tx, after, key, detail),
  ].flat();
  return ended.length === 0 ? `${change.key} was closed` : `${change.key} was closed, so ${ended.join(", ")} ended`;
}

/** Forgets what nobody has heard of since. */
export function forgetChanges(tx: Tx, before: string): void {
  tx.delete(trigger_changes).where(lte(trigger_changes.seen_at, before)).run();
}
