import { eq } from "drizzle-orm";
import { audit } from "~/audit/index.ts";
import type { Context } from "~/context.ts";
import type { Counts } from "~/db/aging.ts";
import { server_state } from "~/db/tables.ts";
import type { Queries, Tx } from "~/db/tx.ts";
import { agings } from "./agings.ts";
import { Sweep } from "./model.ts";

const NOTE = "retention";

/**
 * Removes the next slice of what is too old, at most so many rows; false when there is nothing more, and the sweep is over. How far it is
 * stands in the database, so that one entry of the audit log tells of all of it, over a crash too.
 */
export function sweepSlice(ctx: Context, most: number): boolean {
  const more = agings(ctx).some(({ aging, before }) =>
    ctx.db.tx((tx, after) => {
      const removed = aging.remove(tx, after, before, most);
      if (total(removed) === 0) return false;
      const sweep = current(ctx, tx);
      note(tx, { ...sweep, removed: sum(sweep.removed, removed) });
      return true;
    }),
  );
  if (!more) ctx.db.tx((tx) => close(ctx, tx));
  return more;
}

function close(ctx: Context, tx: Tx): void {
  const sweep = current(ctx, tx);
  note(tx, { ...sweep, ended_at: ctx.clock.iso() });
  if (total(sweep.removed) === 0) return;
  audit(ctx, tx, { action: "retention.swept", subject_id: NOTE, before: {}, after: sweep.removed });
}

/** The one that goes on, or a new one. */
function current(ctx: Context, tx: Tx): Sweep {
  const last = lastSweep(tx);
  return last?.ended_at === null ? last : { began_at: ctx.clock.iso(), ended_at: null, removed: {} };
}

export function lastSweep(queries: Queries): Sweep | null {
  const row = queries.select().from(server_state).where(eq(server_state.key, NOTE)).get();
  return row ? Sweep.parse(JSON.parse(row.value)) : null;
}

function note(tx: Tx, sweep: Sweep): void {
  const row = { key: NOTE, value: JSON.stringify(sweep) };
  tx.insert(server_state).values(row).onConflictDoUpdate({ target: server_state.key, set: row }).run();
}

/** What would go by now. */
export function dueNow(ctx: Context): Counts {
  return Object.fromEntries(agings(ctx).flatMap(({ aging, before }) => Object.entries(aging.due(ctx.db.orm, before))));
}

function sum(one: Counts, other: Counts): Counts {
  const names = Object.keys({ ...one, ...other });
  const all = names.map((name) => [name, (one[name] ?? 0) + (other[name] ?? 0)] as const);
  return Object.fromEntries(all.filter(([, count]) => count > 0));
}

function total(counts: Counts): number {
  return Object.values(counts).reduce((all, count) => all + count, 0);
}
