import { and, desc, eq, inArray, lt, lte, ne, or } from "drizzle-orm";
import type { Context } from "~/context.ts";
import { persist } from "~/db/persist.ts";
import type { After, Queries, Tx } from "~/db/tx.ts";
import { Fault } from "~/kit/fault.ts";
import type { Worktree } from "./model.ts";
import { getProject, PROJECTS } from "./store.ts";
import { worktrees } from "./tables.ts";

export type WorktreeRow = typeof worktrees.$inferSelect;

export const worktreeBell = (name: string) => `worktree ${name}`;

export function findWorktree(queries: Queries, name: string): WorktreeRow | undefined {
  return queries.select().from(worktrees).where(eq(worktrees.name, name)).get();
}

/** Throws a Fault `not_found`. */
export function getWorktree(queries: Queries, project_id: string, id: string): WorktreeRow {
  const own = and(eq(worktrees.project_id, project_id), eq(worktrees.id, id));
  const row = queries.select().from(worktrees).where(own).get();
  if (!row) throw new Fault("not_found", `There is no worktree ${id} of ${project_id}.`);
  return row;
}

/** A page, newest first. Throws a Fault `not_found` for a project that is none. */
export function listWorktrees(queries: Queries, id: string, { limit, cursor }: { limit: number; cursor?: string }) {
  const { id: project_id } = getProject(queries, id);
  const older = cursor === undefined ? undefined : lt(worktrees.id, cursor);
  const query = queries
    .select()
    .from(worktrees)
    .where(and(eq(worktrees.project_id, project_id), older));
  const rows = query
    .orderBy(desc(worktrees.id))
    .limit(limit + 1)
    .all();
  const page = rows.slice(0, limit);
  const next_cursor = rows.length > page.length ? (page.at(-1)?.id ?? null) : null;
  return { worktrees: page.map(wireWorktree), next_cursor };
}

function wireWorktree({ name, project_id, boot_id: _boot, ...row }: WorktreeRow): Worktree {
  return { ...row, execution_id: name === project_id ? null : name };
}

export function setWorktree(ctx: Context, name: string, set: Partial<WorktreeRow>): void {
  ctx.db.tx((tx) => void tx.update(worktrees).set(set).where(eq(worktrees.name, name)).run());
  ctx.bells.ring(worktreeBell(name));
}

/** The opposite of `seize`: who waits for it would wait for ever if this were not written down. */
export function letGo(ctx: Context, name: string, set: Partial<WorktreeRow>): Promise<void> {
  return persist(ctx, ctx.closing, () => setWorktree(ctx, name, set));
}

/**
 * Takes one out of others' hands; false when it is in them. What an earlier server was about to do is nobody's. `also`
 * writes in the same transaction.
 */
export function seize(
  ctx: Context,
  { name }: WorktreeRow,
  to: "making" | "used" | "keeping",
  also: (tx: Tx) => void = () => {},
): boolean {
  const { boot_id } = ctx;
  const from = to === "keeping" ? (["idle"] as const) : (["idle", "used", "removed"] as const);
  const abandoned = and(inArray(worktrees.state, ["making", "keeping"]), ne(worktrees.boot_id, boot_id));
  const free = and(eq(worktrees.name, name), or(inArray(worktrees.state, [...from]), abandoned));
  const set = { state: to, boot_id, idle_since: null };
  return ctx.db.tx((tx) => {
    const seized = tx.update(worktrees).set(set).where(free).returning().get() !== undefined;
    if (seized) also(tx);
    return seized;
  });
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
