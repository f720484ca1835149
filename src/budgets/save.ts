import { eq } from "drizzle-orm";
import { audit } from "~/audit/index.ts";
import type { Context } from "~/context.ts";
import type { Queries } from "~/db/tx.ts";
import { Fault } from "~/kit/fault.ts";
import { BUDGETS } from "./bells.ts";
import { type BudgetRow, getBudget } from "./budget-store.ts";
import type { BudgetInput, BudgetPatch } from "./model.ts";
import { scopeMistake } from "./scopes.ts";
import { forgetSums } from "./sums.ts";
import { budgets, reservations } from "./tables.ts";

/** Throws a Fault `invalid` that names the field. */
export function createBudget(ctx: Context, input: BudgetInput): BudgetRow {
  return ctx.db.tx((tx, after) => {
    check(tx, input);
    after(() => ctx.bells.ring(BUDGETS));
    const now = ctx.clock.iso();
    const row = { id: ctx.newId("budget"), ...input, warned_at: null, created_at: now, updated_at: now };
    audit(ctx, tx, { action: "budget.created", subject_id: row.id, after: row });
    return tx.insert(budgets).values(row).returning().get();
  });
}

/** It warns anew when what it counts or its soft limit changes; what is set aside in another unit is no more. */
export function updateBudget(ctx: Context, id: string, patch: BudgetPatch): BudgetRow {
  return ctx.db.tx((tx, after) => {
    const before = getBudget(tx, id);
    const input = { ...before, ...patch };
    check(tx, input);
    forgetSums(tx, id);
    if (input.unit !== before.unit) tx.delete(reservations).where(eq(reservations.budget_id, id)).run();
    after(() => ctx.bells.ring(BUDGETS));
    const { name: _name, enabled: _enabled, on_exceeded: _on, hard_limit: _hard, ...counted } = patch;
    const warned_at = Object.keys(counted).length > 0 ? null : before.warned_at;
    const row = { ...input, warned_at, updated_at: ctx.clock.iso() };
    audit(ctx, tx, { action: "budget.updated", subject_id: id, before, after: row });
    return tx.update(budgets).set(row).where(eq(budgets.id, id)).returning().get();
  });
}

/** What it set aside goes with it; what it did stays written. */
export function deleteBudget(ctx: Context, id: string): void {
  ctx.db.tx((tx, after) => {
    const before = getBudget(tx, id);
    tx.delete(budgets).where(eq(budgets.id, id)).run();
    audit(ctx, tx, { action: "budget.deleted", subject_id: id, before });
    after(() => ctx.bells.ring(BUDGETS));
  });
}

type Checked = Pick<BudgetInput, "scope" | "scope_id" | "unit" | "soft_limit" | "hard_limit">;

function check(queries: Queries, { scope, scope_id, unit, soft_limit, hard_limit }: Checked): void {
  const mistake = scopeMistake(queries, scope, scope_id);
  if (mistake !== undefined) refuse("scope_id", mistake);
  if (hard_limit === null && soft_limit === null) refuse("hard_limit", "is required where there is no soft_limit");
  if (hard_limit !== null && soft_limit !== null && hard_limit < soft_limit)
    refuse("hard_limit", "must not be less than soft_limit");
  for (const [path, limit] of Object.entries({ soft_limit, hard_limit }))
    if (unit === "runs" && limit !== null && !Number.isInteger(limit)) refuse(path, "must be a whole number of runs");
}

function refuse(path: string, message: string): never {
  throw new Fault("invalid", `${path}: ${message}`, { errors: [{ path, message }] });
}
