import { eq } from "drizzle-orm";
import { audit } from "~/audit/index.ts";
import type { Context } from "~/context.ts";
import type { Tx } from "~/db/tx.ts";
import { ringChange } from "./news.ts";
import { getExecution } from "./store.ts";
import { execution_tags, executions } from "./tables.ts";

/** Of a new execution. Its row has them too: one is read with it, the other it is found by. */
export function writeTags(tx: Tx, execution_id: string, tags: readonly string[] = []): void {
  if (tags.length > 0)
    tx.insert(execution_tags)
      .values(tags.map((tag) => ({ tag, execution_id })))
      .run();
}

/** Replaces them whole. */
export function setTags(ctx: Context, id: string, tags: string[]): void {
  ctx.db.tx((tx, after) => {
    const before = { tags: getExecution(tx, id).tags };
    tx.update(executions).set({ tags }).where(eq(executions.id, id)).run();
    tx.delete(execution_tags).where(eq(execution_tags.execution_id, id)).run();
    writeTags(tx, id, tags);
    audit(ctx, tx, { action: "execution.tagged", subject_id: id, before, after: { tags } });
    after(() => ringChange(ctx, id));
  });
}
