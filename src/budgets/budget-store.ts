import { z } from "@hono/zod-openapi";
import { and, desc, eq, lt } from "drizzle-orm";
import type { BackendId } from "~/backends/index.ts";
import type { Context } from "~/context.ts";
import type { After, Orm, Queries, Tx } from "~/db/tx.ts";
import { Fault } from "~/kit/fault.ts";
import { BUDGETS } from "./bells.ts";
import { BudgetScope, BudgetUnit, BudgetWindow } from "./model.ts";
import { budget_events, budgets } from "./tables.ts";

export type BudgetRow = typeof budgets.$inferSelect;

/** Whom an attempt's usage is counted for. */
export interface Spender {
  execution_id: string;
  attempt_id: string;
  number: number;
  trigger_id: string | null;
  account_id: string;
  backend: BackendId;
  project: string;
  model: string | null;
  /** The conversation whose counters it counts on from where that is not its own: the original of a fork. */
  counts_from?: string;
}

const FIELDS = { backend: "backend", account: "account_id", trigger: "trigger_id", project: "project" } as const;

const Readable = z.object({ scope: BudgetScope, window: BudgetWindow, unit: BudgetUnit });

/** Whether this version knows what the budget says. */
export function isReadable(budget: BudgetRow): boolean {
  return Readable.safeParse(budget).success;
}

type Scoped = Pick<Spender, (typeof FIELDS)[keyof typeof FIELDS]>;

/** The budgets that count this spender's usage; one that cannot be read counts everybody's. */
export function budgetsFor(ctx: Context, spender: Scoped): BudgetRow[] {
  const all = ctx.db.prepared(selectEnabled).all();
  return all.filter((budget) => !isReadable(budget) || counts(budget, spender));
}

/** Whether a budget that can be read counts this spender's usage. */
export function counts({ scope, scope_id }: BudgetRow, spender: Scoped): boolean {
  return scope === "global" || spender[FIELDS[scope]] === scope_id;
}

const selectEnabled = (orm: Orm) => orm.select().from(budgets).where(eq(budgets.enabled, true)).prepare();

/** Throws a Fault `not_found`. */
export function getBudget(queries: Queries, id: string): BudgetRow {
  const row = queries.select().from(budgets).where(eq(budgets.id, id)).get();
  if (!row) throw new Fault("not_found", `There is no budget ${id}.`);
  return row;
}

/** A page, newest first. */
export function listBudgets(queries: Queries, { limit, cursor }: { limit: number; cursor?: string }) {
  const older = cursor === undefined ? undefined : lt(budgets.id, cursor);
  const query = queries.select().from(budgets).where(older).orderBy(desc(budgets.id));
  const rows = query.limit(limit + 1).all();
  const page = rows.slice(0, limit);
  return { page, next_cursor: rows.length > page.length ? (page.at(-1)?.id ?? null) : null };
}

export type EventKind = (typeof budget_events.$inferSelect)["kind"];

/** Writes down what a budget did: once for an execution, however often it comes to the same. */
export function note(
  ctx: Context,
  tx: Tx,
  after: After,
  event: { budget_id: string; kind: EventKind; execution_id: string; detail: string },
): void {
  const { budget_id, kind, execution_id } = event;
  const same = and(
    eq(budget_events.budget_id, budget_id),
    eq(budget_events.kind, kind),
    eq(budget_events.execution_id, execution_id),
  );
  if (kind !== "warned" && tx.select({ id: budget_events.id }).from(budget_events).where(same).get()) return;
  tx.insert(budget_events)
    .values({ ...event, at: ctx.clock.iso() })
    .run();
  after(() => ctx.bells.ring(BUDGETS));
}

export function newestEvents(queries: Queries, budget_id: string) {
  const query = queries.select().from(budget_events).where(eq(budget_events.budget_id, budget_id));
  return query.orderBy(desc(budget_events.id)).limit(50).all();
}
