import { and, eq, inArray, lte, ne, or } from "drizzle-orm";
import type { Context } from "~/context.ts";
import type { After, Queries, Tx } from "~/db/tx.ts";
import { PROJECTS } from "./store.ts";
import { worktrees } from "./tables.ts";

export type WorktreeRow = typeof worktrees.$inferSelect;

export const worktreeBell = (name: string) => `worktree ${name}`;

export function findWorktree(queries: Queries, name: string): WorktreeRow | undefined {
  return queries.select().from(worktrees).where(eq(worktrees.name, name)).get();
}

export function setWorktree(ctx: Context, name: string, set: Partial<WorktreeRow>): void {
  ctx.db.orm.update(worktrees).set(set).where(eq(worktrees.name, name)).run();
  ctx.bells.ring(worktreeBell(name));
}

/** Takes one out of others' hands; false when it is in them. What an earlier server was about to do is nobody's. */
export function seize(ctx: Context, { name }: WorktreeRow, to: "making" | "used" | "keeping"): boolean {
  const { boot_id } = ctx;
  const from = to === "keeping" ? (["idle"] as const) : (["idle", "used", "removed"] as const);
  const abandoned = and(inArray(worktrees.state, ["making", "keeping"]), ne(worktrees.boot_id, boot_id));
  const free = and(eq(worktrees.name, name), or(inArray(worktrees.state, [...from]), abandoned));
  const set = { state: to, boot_id, idle_since: null };
  return ctx.db.orm.update(worktrees).set(set).where(free).returning().get() !== undefined;
}

/** Nobody works in it any more, for now. */
export function release(ctx: Context, tx: Tx, after: After, name: string): void {
  const used = and(eq(worktrees.name, name), eq(worktrees.state, "used"));
  tx.update(worktrees).set({ state: "idle", idle_since: ctx.clock.iso() }).where(used).run();
  after(() => ctx.bells.ring(PROJECTS));
}

/** Those that nobody has worked in since then. */
export function idleSince(queries: Queries, instant: string): WorktreeRow[] {
  const idle = and(eq(worktrees.state, "idle"), lte(worktrees.idle_since, instant));
  return queries.select().from(worktrees).where(idle).limit(100).all();
}
