import { asc, desc, eq, inArray, lt } from "drizzle-orm";
import { chainWarnings } from "~/accounts/index.ts";
import type { Context } from "~/context.ts";
import type { Orm, Queries } from "~/db/tx.ts";
import { Fault } from "~/kit/fault.ts";
import type { Hold } from "~/projects/index.ts";
import type { Trigger } from "./model.ts";
import { placeholders } from "./render.ts";
import { triggers } from "./tables.ts";

export type TriggerRow = typeof triggers.$inferSelect;

/** Throws a Fault `not_found`. */
export function getTrigger(queries: Queries, id: string): TriggerRow {
  const row = queries.select().from(triggers).where(eq(triggers.id, id)).get();
  if (!row) throw new Fault("not_found", `There is no trigger ${id}.`);
  return row;
}

export function listTriggers(queries: Queries, { limit, cursor }: { limit: number; cursor?: string }) {
  const older = cursor ? lt(triggers.id, cursor) : undefined;
  const rows = queries
    .select()
    .from(triggers)
    .where(older)
    .orderBy(desc(triggers.id))
    .limit(limit + 1)
    .all();
  const page = rows.slice(0, limit);
  const next_cursor = rows.length > page.length ? (page.at(-1)?.id ?? null) : null;
  return { triggers: page.map((row) => wireTrigger(row)), next_cursor };
}

/** A project stays while a trigger names it. */
export const heldByTriggers: Hold = (queries, project_id) => {
  const named = queries.select().from(triggers).where(eq(triggers.project_id, project_id)).limit(1).get();
  return named && `The trigger ${named.id} (${named.name}) names it: change or delete that first.`;
};

/** All triggers that deliveries come to, the oldest first. */
export function listWebhookTriggers(ctx: Context): TriggerRow[] {
  return ctx.db.prepared(selectWebhookTriggers).all();
}

const selectWebhookTriggers = (orm: Orm) =>
  orm.select().from(triggers).where(eq(triggers.source_kind, "webhook")).orderBy(asc(triggers.id)).prepare();

/** The Fault when it was sealed under another SECRET_KEY: one such trigger must not stop the others. */
export function secretOf(ctx: Context, { sealed_secret }: TriggerRow): string | Fault | undefined {
  if (sealed_secret === null) return undefined;
  try {
    return ctx.vault.open(sealed_secret);
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
}

/** Those of them that are still there. */
export function triggersById(queries: Queries, ids: string[]): TriggerRow[] {
  return queries.select().from(triggers).where(inArray(triggers.id, ids)).all();
}

/** A trigger as the API shows it; `shown` is a secret that was just made. */
export function wireTrigger(row: TriggerRow, shown?: string): Trigger {
  const { source_kind: _kind, sealed_secret, source, ...fields } = row;
  const unknown = placeholders(row.prompt_template).unknown.map((name) => `{${name}} is not a placeholder.`);
  const warnings = [...unknown, ...(row.chain ? chainWarnings(row.chain) : [])];
  if (source.kind !== "webhook") return { ...fields, source, warnings };
  const secret = { secret_set: sealed_secret !== null, ...(shown !== undefined && { secret: shown }) };
  return { ...fields, source: { ...source, ...secret }, warnings };
}
