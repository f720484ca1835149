import { createTwoFilesPatch, FILE_HEADERS_ONLY } from "diff";
import type { Context } from "~/context.ts";
import type { Queries } from "~/db/tx.ts";
import { Fault } from "~/kit/fault.ts";
import { getRevision, type RevisionRow } from "./history.ts";
import type { Trigger } from "./model.ts";
import { updateTrigger } from "./save.ts";
import { getTrigger } from "./store.ts";

/** Texts that differ in more lines than this are not compared: it takes time that grows with the square. */
const MOST_CHANGES = 500;

/** A revision, and how it differs from another: by default from the one before it. */
export function describeRevision(queries: Queries, trigger_id: string, number: number, against = number - 1) {
  const revision = getRevision(queries, trigger_id, number);
  const other = against === 0 ? undefined : getRevision(queries, trigger_id, against);
  return { ...revision, against: other?.number ?? null, diff: other ? diffOf(other, revision) : null };
}

function diffOf(before: RevisionRow, after: RevisionRow): string | null {
  const names = [`revision ${before.number}`, `revision ${after.number}`] as const;
  const texts = [before.prompt_template, after.prompt_template] as const;
  const options = { headerOptions: FILE_HEADERS_ONLY, maxEditLength: MOST_CHANGES };
  return createTwoFilesPatch(...names, ...texts, before.created_at, after.created_at, options) ?? null;
}

/** Its text is the template again, as a new revision. Throws a Fault `conflict` when it is already. */
export function restoreRevision(ctx: Context, trigger_id: string, number: number, note?: string): Trigger {
  const { prompt_template } = getTrigger(ctx.db.orm, trigger_id);
  const revision = getRevision(ctx.db.orm, trigger_id, number);
  if (revision.prompt_template === prompt_template)
    throw new Fault("conflict", `The template has the text of revision ${number} already.`, { code: "unchanged" });
  return updateTrigger(ctx, trigger_id, { prompt_template: revision.prompt_template, note }, number);
}
