import type { Context } from "~/context.ts";
import { TRIGGERS } from "./bells.ts";
import type { Source } from "./kinds/index.ts";
import { listTriggersOf, type TriggerRow } from "./store.ts";

/**
 * All triggers of a source as they stand, the oldest first. Each delivery is held against all of them, and reading
 * them costs as much as storing it: they are read anew when the bell rang, or another connection has written.
 */
export function standingTriggers(ctx: Context, kind: Source["kind"]): () => readonly TriggerRow[] {
  const writes = ctx.db.sqlite.query<{ data_version: number }, []>("PRAGMA data_version");
  let kept: { rows: readonly TriggerRow[]; version: number | undefined } | undefined;
  ctx.bells.on(TRIGGERS, () => {
    kept = undefined;
  });
  return () => {
    const version = writes.get()?.data_version;
    if (kept?.version !== version) kept = undefined;
    kept ??= { rows: listTriggersOf(ctx, kind), version };
    return kept.rows;
  };
}
