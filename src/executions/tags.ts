import { eq } from "drizzle-orm";
import { audit } from "~/audit/index.ts";
import type { Context } from "~/context.ts";
import type { Tx } from "~/db/tx.ts";
import { ringChange } from "./news.ts";
import { type ExecutionRow, getExecution } from "./store.ts";
import { execution_tags, executions } from "./tables.ts";

/** Of a new execution. Its row has them too: one is read with it, the other it is found by. */
export function writeTags(tx: Tx, execution_id: string, tags: readonly string[] = []): void {
  if (tags.length > 0)
    tx.insert(execution_tags)
      .values(tags.map((tag) => ({ tag, execution_id })))
      .run();
}

/** Changes what is given: the tags as a whole, and whether it is kept however old it gets. */
export function changeExecution(
  ctx: Context,
  id: string,
  { tags, pinned }: { tags?: string[]; pinned?: boolean },
): void {
  ctx.db.tx((tx, after) => {
    const before = getExecution(tx, id);
    if (tags) setTags(ctx, tx, before, tags);
    if (pinned !== undefined && pinned !== before.pinned) pin(ctx, tx, before, pinned);
    after(() => ringChange(ctx, id));
  });
}

function pin(ctx: Context, tx: Tx, { id }: ExecutionRow, pinned: boolean): void {
  tx.update(executions).set({ pinned }).where(eq(executions.id, id)).run();
  audit(ctx, tx, { action: pinned ? "execution.pinned" : "execution.unpinned", subject_id: id });
}

function setTags(ctx: Context, tx: Tx, { id, tags: before }: ExecutionRow, tags: string[]): void {
  tx.update(executions).set({ tags }).where(eq(executions.id, id)).run();
  tx.delete(execution_tags).where(eq(execution_tags.execution_id, id)).run();
  writeTags(tx, id, tags);
  audit(ctx, tx, { action: "execution.tagged", subject_id: id, before: { tags: before }, after: { tags } });
}
