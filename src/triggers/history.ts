import { and, desc, eq, getTableColumns, lt } from "drizzle-orm";
import type { Context } from "~/context.ts";
import type { Queries, Tx } from "~/db/tx.ts";
import { Fault } from "~/kit/fault.ts";
import { TRIGGERS } from "./bells.ts";
import type { TriggerRow } from "./store.ts";
import { trigger_revisions, triggers } from "./tables.ts";

export type RevisionRow = typeof trigger_revisions.$inferSelect;

const { prompt_template: _template, ...summaryColumns } = getTableColumns(trigger_revisions);

/** Writes a trigger's template down as its next revision, in the transaction that saves it; answers the number. */
export function addRevision(
  ctx: Context,
  tx: Tx,
  {
    id: trigger_id,
    template_revision,
    prompt_template,
  }: Pick<TriggerRow, "id" | "template_revision" | "prompt_template">,
  why: { note?: string; restored_from?: number },
): number {
  const number = template_revision + 1;
  const actor = ctx.acting.getStore()?.actor;
  tx.insert(trigger_revisions)
    .values({
      ...{ id: ctx.newId("revision"), trigger_id, number, prompt_template, ...why },
      ...{ actor: actor?.name ?? "server", key_id: actor?.key_id, created_at: ctx.clock.iso() },
    })
    .run();
  return number;
}

/** Triggers of a version that kept no history begin theirs with the template they have. */
export function beginHistories(ctx: Context): void {
  ctx.db.tx((tx, after) => {
    for (const trigger of tx.select().from(triggers).where(eq(triggers.template_revision, 0)).all()) {
      const template_revision = addRevision(ctx, tx, trigger, {});
      tx.update(triggers).set({ template_revision }).where(eq(triggers.id, trigger.id)).run();
    }
    after(() => ctx.bells.ring(TRIGGERS));
  });
}

/** A page without the texts, newest first. A deleted trigger's too; throws a Fault `not_found` for what never was one. */
export function listRevisions(queries: Queries, trigger_id: string, page: { limit: number; cursor?: string }) {
  const older = page.cursor ? lt(trigger_revisions.id, page.cursor) : undefined;
  const query = queries
    .select(summaryColumns)
    .from(trigger_revisions)
    .where(and(eq(trigger_revisions.trigger_id, trigger_id), older));
  const rows = query
    .orderBy(desc(trigger_revisions.id))
    .limit(page.limit + 1)
    .all();
  if (rows.length === 0 && !page.cursor) throw new Fault("not_found", `There is no trigger ${trigger_id}.`);
  const revisions = rows.slice(0, page.limit);
  return { revisions, next_cursor: rows.length > revisions.length ? (revisions.at(-1)?.id ?? null) : null };
}

/** Throws a Fault `not_found`. */
export function getRevision(queries: Queries, trigger_id: string, number: number): RevisionRow {
  const wanted = and(eq(trigger_revisions.trigger_id, trigger_id), eq(trigger_revisions.number, number));
  const row = queries.select().from(trigger_revisions).where(wanted).get();
  if (!row) throw new Fault("not_found", `There is no revision ${number} of trigger ${trigger_id}.`);
  return row;
}
