import { isAbsolute } from "node:path";
import { eq } from "drizzle-orm";
import { findAccount } from "~/accounts/index.ts";
import { BackendId } from "~/backends/index.ts";
import type { Context } from "~/context.ts";
import { schema } from "~/db/schema.ts";
import type { Queries } from "~/db/tx.ts";
import type { BudgetRow } from "./budget-store.ts";
import type { BudgetScope } from "./model.ts";
import { type Span, spanOf } from "./windows.ts";

/** Which of an account's own windows is of that length. */
const ACCOUNT_WINDOWS: Record<string, string> = { "5_hours": "five_hour", "7_days": "seven_day" };

/**
 * The window that counts now; for a running attempt the one that it counts in, which is that of its beginning. A window
 * that moves along is kept open as far back as that.
 */
export function spanFor(ctx: Context, budget: BudgetRow, now: number, began?: string): Span {
  const { scope, scope_id, window } = budget;
  const start = began === undefined ? now : Date.parse(began);
  const name = ACCOUNT_WINDOWS[window];
  if (name === undefined) return spanOf(window, start);
  const account = scope === "account" && scope_id !== null ? findAccount(ctx.db.orm, scope_id) : undefined;
  const span = spanOf(window, now, account?.windows[name]?.resets_at);
  return { ...span, start: Math.min(span.start, start) };
}

/** Why a budget cannot be of this scope, as a remedy. */
export function scopeMistake(queries: Queries, scope: BudgetScope, id: string | null): string | undefined {
  if (scope === "global") return id === null ? undefined : "must be null: a global budget counts everything";
  if (id === null) return `is required: which ${scope}`;
  switch (scope) {
    case "backend":
      return BackendId.safeParse(id).success ? undefined : `must be one of ${BackendId.options.join(", ")}`;
    case "account":
      return findAccount(queries, id) ? undefined : "there is no such account";
    case "trigger":
      return isTrigger(queries, id) ? undefined : "there is no such trigger";
    case "project":
      return isAbsolute(id) ? undefined : "must be the absolute path of a working directory";
  }
}

/** Asked of the table: that feature stands above this one. */
function isTrigger(queries: Queries, id: string): boolean {
  const { triggers } = schema;
  return queries.select({ id: triggers.id }).from(triggers).where(eq(triggers.id, id)).get() !== undefined;
}
