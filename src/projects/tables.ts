import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const KINDS = ["local", "git"] as const;
export const FETCH_POLICIES = ["on_run", "manual", "interval"] as const;
export const ISOLATIONS = ["worktree", "shared"] as const;
export const PROJECT_STATUSES = ["cloning", "ready", "failed"] as const;
export const WORKTREE_STATES = ["making", "used", "idle", "keeping", "removed"] as const;

/** What projects are grouped by. */
export const products = sqliteTable("products", {
  id: text().primaryKey(),
  name: text().notNull(),
  description: text().notNull(),
  created_at: text().notNull(),
  updated_at: text().notNull(),
});

export const projects = sqliteTable(
  "projects",
  {
    id: text().primaryKey(),
    name: text().notNull(),
    kind: text({ enum: KINDS }).notNull(),
    /** Of a local one: a directory that somebody else owns. */
    path: text(),
    /** Of a git one: where our own clone comes from. Never with a credential. */
    url: text(),
    default_branch: text(),
    /** `owner/name`, in lower case: what events of a host call it. */
    repository: text(),
    fetch_policy: text({ enum: FETCH_POLICIES }).notNull(),
    fetch_every_mins: integer(),
    isolation: text({ enum: ISOLATIONS }).notNull(),
    branch_prefix: text().notNull(),
    max_bytes: integer().notNull(),
    product_id: text().references(() => products.id, { onDelete: "set null" }),
    enabled: integer({ mode: "boolean" }).notNull(),

    status: text({ enum: PROJECT_STATUSES }).notNull(),
    detail: text(),
    phase: text(),
    percent: integer(),
    fetched_at: text(),
    /** When a fetch was last begun, whatever became of it. */
    tried_at: text(),
    /** Somebody waits for a fetch that has not begun. */
    fetch_wanted: integer({ mode: "boolean" }).notNull().default(false),
    /** The boot of the server whose git is at work in the clone. */
    busy_boot: text(),

    created_at: text().notNull(),
    updated_at: text().notNull(),
  },
  (table) => [index("projects_by_repository").on(table.repository), index("projects_by_product").on(table.product_id)],
);

/**
 * A working copy that one conversation has for itself. Its path is that of the execution that came first and stays the
 * same while the directory comes and goes: a CLI resumes only where it began.
 */
export const worktrees = sqliteTable(
  "worktrees",
  {
    id: text().primaryKey(),
    project_id: text()
      .notNull()
      .references(() => projects.id, { onDelete: "cascade" }),
    /** The directory's name: the execution that it was made for, or the project that shares it. */
    name: text().notNull().unique(),
    ref: text(),
    branch: text().notNull(),
    base_sha: text().notNull(),
    /** What was kept of the work, on the branch in our clone; null while that is nothing. */
    head_sha: text(),
    state: text({ enum: WORKTREE_STATES }).notNull(),
    boot_id: text().notNull(),
    created_at: text().notNull(),
    /** When its last execution ended. */
    idle_since: text(),
  },
  (table) => [
    index("worktrees_by_project").on(table.project_id),
    index("worktrees_by_state").on(table.state, table.idle_since),
  ],
);
