import { and, asc, desc, eq, inArray, lt, or, sql } from "drizzle-orm";
import type { Context } from "~/context.ts";
import type { Orm, Queries } from "~/db/tx.ts";
import { Fault } from "~/kit/fault.ts";
import type { ActionKind } from "~/outcomes/index.ts";
import type { Hold } from "~/projects/index.ts";
import { namesIn, type Users } from "~/snippets/index.ts";
import type { CompletionSource } from "./kinds/completion.ts";
import { type Source, sourceOf } from "./kinds/index.ts";
import type { Trigger, TriggerQuery } from "./model.ts";
import { triggers } from "./tables.ts";
import { warningsOf } from "./warnings.ts";

export type TriggerRow = typeof triggers.$inferSelect;

/** Throws a Fault `not_found`. */
export function getTrigger(queries: Queries, id: string): TriggerRow {
  const row = queries.select().from(triggers).where(eq(triggers.id, id)).get();
  if (!row) throw new Fault("not_found", `There is no trigger ${id}.`);
  return row;
}

/** A page of rows, the newest first. */
export function pageOfTriggers(queries: Queries, { limit, cursor, name }: TriggerQuery) {
  const older = cursor ? lt(triggers.id, cursor) : undefined;
  const named = name === undefined ? undefined : sql`instr(lower(${triggers.name}), lower(${name})) > 0`;
  const rows = queries
    .select()
    .from(triggers)
    .where(and(older, named))
    .orderBy(desc(triggers.id))
    .limit(limit + 1)
    .all();
  const page = rows.slice(0, limit);
  return { page, next_cursor: rows.length > page.length ? (page.at(-1)?.id ?? null) : null };
}

export function listTriggers(queries: Queries, query: TriggerQuery) {
  const { page, next_cursor } = pageOfTriggers(queries, query);
  return { triggers: page.map((row) => wireTrigger(queries, row)), next_cursor };
}

/** All triggers of a source, the oldest first. */
export function listTriggersOf(ctx: Context, kind: Source["kind"]): TriggerRow[] {
  return ctx.db.prepared(selectBySource).all({ kind });
}

/** A project stays while a trigger names it. */
export const heldByTriggers: Hold = (queries, project_id) => {
  const named = queries.select().from(triggers).where(eq(triggers.project_id, project_id)).limit(1).get();
  return named && `The trigger ${named.id} (${named.name}) names it: change or delete that first.`;
};

/** The enabled triggers that the ends of runs set off. */
export function completionsOf(queries: Queries): (TriggerRow & { source: CompletionSource })[] {
  const rows = queries.select().from(triggers).where(eq(triggers.source_kind, "completion")).all();
  return rows.flatMap((row) => (row.enabled && row.source.kind === "completion" ? { ...row, source: row.source } : []));
}

/** A workflow stays while a trigger starts it, or waits for its ends. */
export function namingWorkflow(queries: Queries, id: string): TriggerRow | undefined {
  const named = or(eq(triggers.workflow_id, id), sql`${triggers.source} ->> 'workflow_id' = ${id}`);
  return queries.select().from(triggers).where(named).limit(1).get();
}

const selectBySource = (orm: Orm) =>
  orm
    .select()
    .from(triggers)
    .where(eq(triggers.source_kind, sql.placeholder("kind")))
    .orderBy(asc(triggers.id))
    .prepare();

/**
 * The secrets a trigger's deliveries may be signed with, the newest first: its own, and while a rotation lasts the one
 * before. `unreadable` when another SECRET_KEY sealed one: such a trigger must not stop the others.
 */
export function secretsOf(ctx: Context, trigger: TriggerRow): { secrets: string[]; unreadable?: Fault } {
  const { sealed_secret, sealed_previous, previous_secret_until } = trigger;
  const rotating = previous_secret_until !== null && previous_secret_until > ctx.clock.iso();
  const secrets: string[] = [];
  let unreadable: Fault | undefined;
  for (const sealed of [sealed_secret, rotating ? sealed_previous : null]) {
    try {
      if (sealed !== null) secrets.push(ctx.vault.open(sealed));
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      unreadable = error;
    }
  }
  return { secrets, ...(unreadable && { unreadable }) };
}

/** All triggers whose template names a snippet. */
export const snippetUsers: Users = (queries) => {
  const rows = queries.select().from(triggers).where(sql`instr(${triggers.prompt_template}, '{snippet:') > 0`).all();
  return rows.map(({ id, name, prompt_template }) => ({ id, name, snippets: namesIn(prompt_template) }));
};

/** Those of them that are still there. */
export function triggersById(queries: Queries, ids: string[]): TriggerRow[] {
  return queries.select().from(triggers).where(inArray(triggers.id, ids)).all();
}

/** What a trigger allows now; nothing when it is gone. */
export function actionsOf(queries: Queries, id: string): readonly ActionKind[] {
  return triggersById(queries, [id])[0]?.allowed_actions ?? [];
}

/** A trigger as the API shows it; `shown` is a secret that was just made. */
export function wireTrigger(queries: Queries, row: TriggerRow, shown?: string): Trigger {
  const { source_kind: _kind, sealed_secret, sealed_previous: _old, previous_secret_until, source, ...fields } = row;
  const told = { starts: sourceOf(source).words(source), warnings: warningsOf(queries, row) };
  if (source.kind !== "webhook") return { ...fields, source, ...told };
  const secret = { secret_set: sealed_secret !== null, ...(shown !== undefined && { secret: shown }) };
  const rotating = previous_secret_until !== null && { previous_secret_until };
  return { ...fields, source: { ...source, ...secret, ...rotating }, ...told };
}
