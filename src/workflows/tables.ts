import { sql } from "drizzle-orm";
import { index, integer, primaryKey, real, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Graph } from "./graph.ts";
import type { RunStatus } from "./status.ts";

export const OVERLAPS = ["queue", "skip", "cancel_previous"] as const;

/** A graph that somebody works on, and the number of the version that runs. */
export const workflows = sqliteTable("workflows", {
  id: text().primaryKey(),
  name: text().notNull(),
  description: text().notNull(),
  enabled: integer({ mode: "boolean" }).notNull(),
  /** How many runs go on at once, and what becomes of one more. Null is no limit. */
  max_runs: integer(),
  overlap: text({ enum: OVERLAPS }).notNull(),
  /** What is not published yet; null when the newest version is all there is. */
  draft: text({ mode: "json" }).$type<Graph>(),
  /** The newest version; 0 before the first. */
  version: integer().notNull(),
  created_at: text().notNull(),
  updated_at: text().notNull(),
});

/** What was published: never changed again. */
export const workflow_versions = sqliteTable(
  "workflow_versions",
  {
    workflow_id: text()
      .notNull()
      .references(() => workflows.id, { onDelete: "cascade" }),
    version: integer().notNull(),
    graph: text({ mode: "json" }).$type<Graph>().notNull(),
    note: text(),
    created_at: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.workflow_id, table.version] })],
);

/** One walk of a version. It has its graph, so that it goes on whatever becomes of the workflow. */
export const runs = sqliteTable(
  "runs",
  {
    id: text().primaryKey(),
    /** No foreign key: history never hangs on its cause. */
    workflow_id: text().notNull(),
    version: integer().notNull(),
    graph: text({ mode: "json" }).$type<Graph>().notNull(),
    status: text().$type<RunStatus>().notNull(),
    reason: text(),
    detail: text(),
    request_id: text().notNull(),
    input: text({ mode: "json" }).$type<unknown>(),
    output: text({ mode: "json" }).$type<unknown>(),
    /** The node of another run that waits for it, and how many stand above it. */
    parent_run_id: text(),
    parent_node_id: text(),
    parent_item: integer(),
    depth: integer().notNull().default(0),
    /** Whose finished nodes it began with. */
    rerun_of: text(),
    /** While nobody is waited for, it must be done by then. */
    deadline_at: text(),
    /** Since when it waits for a person alone: that is not counted. */
    clock_stopped_at: text(),
    created_at: text().notNull(),
    started_at: text(),
    ended_at: text(),
  },
  (table) => [
    index("runs_by_workflow").on(table.workflow_id, table.id),
    index("runs_by_parent").on(table.parent_run_id).where(sql`parent_run_id IS NOT NULL`),
    index("runs_queued").on(table.workflow_id, table.id).where(sql`status = 'queued'`),
    index("runs_unfinished").on(table.workflow_id, table.id).where(sql`ended_at IS NULL`),
    index("runs_with_deadline").on(table.deadline_at).where(sql`ended_at IS NULL AND deadline_at IS NOT NULL`),
  ],
);

/** One step of a run; of a `map` also one for each item. There is none before something is decided about it. */
export const run_nodes = sqliteTable(
  "run_nodes",
  {
    run_id: text()
      .notNull()
      .references(() => runs.id, { onDelete: "cascade" }),
    node_id: text().notNull(),
    /** Which item of a `map`; -1 is the node itself. */
    item: integer().notNull(),
    kind: text().notNull(),
    status: text().$type<RunStatus>().notNull(),
    reason: text(),
    detail: text(),
    /** Which way it went, of a node that has several. */
    port: text(),
    /** How often it was begun. */
    attempt: integer().notNull().default(0),
    execution_id: text(),
    child_run_id: text(),
    /** While queued or waiting: when it is looked at again. */
    due_at: text(),
    /** What it was given for, of an item. */
    given: text({ mode: "json" }).$type<unknown>(),
    text: text(),
    data: text({ mode: "json" }).$type<unknown>(),
    cost_usd: real(),
    created_at: text().notNull(),
    started_at: text(),
    ended_at: text(),
  },
  (table) => [
    primaryKey({ columns: [table.run_id, table.node_id, table.item] }),
    index("run_nodes_by_execution").on(table.execution_id).where(sql`execution_id IS NOT NULL`),
    index("run_nodes_by_child").on(table.child_run_id).where(sql`child_run_id IS NOT NULL`),
    index("run_nodes_due").on(table.due_at).where(sql`ended_at IS NULL AND due_at IS NOT NULL`),
  ],
);

/** Every change of a run and of its nodes, in order: what a stream tells. */
export const run_events = sqliteTable(
  "run_events",
  {
    seq: integer().primaryKey({ autoIncrement: true }),
    run_id: text()
      .notNull()
      .references(() => runs.id, { onDelete: "cascade" }),
    node_id: text(),
    item: integer(),
    status: text().$type<RunStatus>().notNull(),
    detail: text(),
    at: text().notNull(),
  },
  (table) => [index("run_events_by_run").on(table.run_id, table.seq)],
);
