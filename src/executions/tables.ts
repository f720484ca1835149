import { sql } from "drizzle-orm";
import { blob, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { Chain } from "~/accounts/index.ts";
import type { BackendId, Permissions, Seen } from "~/backends/index.ts";
import type { ActionKind, Outcome } from "~/outcomes/index.ts";
import type { ChangedFile } from "~/projects/index.ts";
import type { Reason, Status, StopReason } from "./status.ts";

/** What asked for an execution. */
export const ORIGINS = ["manual", "webhook", "github", "schedule", "retry", "replay", "continue", "workflow"] as const;

/** One piece of work asked of a CLI: its place in the queue and its history are this row. */
export const executions = sqliteTable(
  "executions",
  {
    id: text().primaryKey(),
    /** What asked for it. No foreign key: history never hangs on its cause. */
    trigger_id: text(),
    delivery_id: text(),
    fire_id: text(),
    /** Whose inputs it was started with, as a retry or a replay. */
    retry_of: text(),
    origin: text({ enum: ORIGINS }).notNull(),
    request_id: text().notNull(),
    /** The distributed trace it belongs to, and the span of what asked for it. */
    trace_id: text(),
    parent_span_id: text(),
    /** How many events in a row were caused by our own results: a loop has an end. */
    hops: integer().notNull().default(0),
    /** What belongs together, and what somebody calls it by. */
    group_id: text(),
    tags: text({ mode: "json" }).$type<string[]>().notNull().default([]),
    /** Of those with one key only the newest is wanted, say of one pull request. */
    supersede_key: text(),
    /** Whose conversation it goes on with, and whether in a copy of it. */
    continues: text(),
    fork: integer({ mode: "boolean" }).notNull().default(false),

    backend: text().$type<BackendId>().notNull(),
    backend_config: text({ mode: "json" }).$type<Record<string, unknown>>().notNull(),
    model: text(),
    permissions: text().$type<Permissions>().notNull(),
    allowed_tools: text({ mode: "json" }).$type<string[]>(),
    working_dir: text().notNull(),
    /** The project in whose worktree it runs, and the branch or commit that is checked out there. */
    project_id: text(),
    ref: text(),
    prompt: text().notNull(),
    /** The revision of the trigger's template that the prompt was rendered from. */
    template_revision: integer(),
    timeout_ms: integer().notNull(),
    retry_on_interrupt: integer({ mode: "boolean" }).notNull(),

    /** What may run it, in order, and what a limit or an error makes of it. Null in rows of before there were chains. */
    chain: text({ mode: "json" }).$type<Chain>(),
    /** What limits how many run at once: see `slots`. */
    slot: text(),
    /** The directory that others may name too, when at most MAX_CONCURRENT_PER_DIRECTORY may write there at once. */
    shared_dir: text(),
    /** The project, or the working directory of what belongs to none: they take turns. */
    project: text().notNull().default(""),
    /** All that may keep it from starting, as one key: when the first of a lane cannot start, no other of it can. */
    lane: text().notNull().default(""),
    /** Higher starts first. */
    priority: integer().notNull().default(0),
    /** While queued: not to be looked at before, and for what it is held. */
    not_before: text(),
    held: text({ enum: ["limit", "retry"] }),
    /** How often it has begun anew after errors that pass. */
    retries: integer().notNull().default(0),
    /** The budget that a person is asked about, while it waits for the answer. */
    asked_budget: text(),
    /** Budgets that a person lets it exceed. */
    waived_budgets: text({ mode: "json" }).$type<string[]>(),

    status: text().$type<Status>().notNull(),
    reason: text().$type<Reason>(),
    detail: text(),
    /** Why it is being ended, written before the first signal: a crash in mid-ladder does not forget it. */
    stop_reason: text().$type<StopReason>(),
    exit_code: integer(),
    result: text(),
    /** What it said in our own form, or why that could not be read; and which of its actions are allowed. */
    outcome: text({ mode: "json" }).$type<Outcome>(),
    outcome_error: text(),
    allowed_actions: text({ mode: "json" }).$type<ActionKind[]>().notNull().default([]),

    /** What it changed in its worktree; null where it had none. */
    files_changed: integer(),
    insertions: integer(),
    deletions: integer(),

    last_seq: integer().notNull().default(0),
    stored_bytes: integer().notNull().default(0),
    /** The line that marks where the kept head ends; lines after it are the tail. */
    gap_seq: integer(),
    dropped_lines: integer().notNull().default(0),

    /** It is kept, however old. */
    pinned: integer({ mode: "boolean" }).notNull().default(false),

    created_at: text().notNull(),
    started_at: text(),
    ended_at: text(),
  },
  (table) => [
    index("executions_queue_by_slot").on(table.slot, table.id).where(sql`status = 'queued'`),
    index("executions_ready")
      .on(table.lane, sql`priority DESC`, table.id)
      .where(sql`status = 'queued' AND not_before IS NULL`),
    index("executions_held").on(table.not_before).where(sql`status = 'queued' AND not_before IS NOT NULL`),
    index("executions_by_continued").on(table.continues).where(sql`continues IS NOT NULL`),
    index("executions_live").on(table.slot).where(sql`status IN ('starting', 'running', 'waiting')`),
    index("executions_by_status").on(table.status, table.id),
    index("executions_by_trigger").on(table.trigger_id, table.id),
    index("executions_by_trigger_and_status").on(table.trigger_id, table.status, table.id),
    index("executions_by_supersede_key").on(table.supersede_key, table.id).where(sql`supersede_key IS NOT NULL`),
    index("executions_by_group").on(table.group_id, table.id).where(sql`group_id IS NOT NULL`),
    index("executions_by_project").on(table.project_id, table.id).where(sql`project_id IS NOT NULL`),
    index("executions_by_origin").on(table.origin, table.id),
    index("executions_by_backend").on(table.backend, table.id),
    index("executions_by_reason").on(table.reason, table.id).where(sql`reason IS NOT NULL`),
    index("executions_by_original").on(table.retry_of).where(sql`retry_of IS NOT NULL`),
    index("executions_unfinished_by_project")
      .on(table.project_id, table.working_dir)
      .where(sql`status IN ('queued', 'starting', 'running', 'waiting') AND project_id IS NOT NULL`),
    index("executions_by_delivery").on(table.delivery_id).where(sql`delivery_id IS NOT NULL`),
  ],
);

/** The tags of executions once more, to find them by. */
export const execution_tags = sqliteTable(
  "execution_tags",
  {
    tag: text().notNull(),
    execution_id: text()
      .notNull()
      .references(() => executions.id, { onDelete: "cascade" }),
  },
  (table) => [
    primaryKey({ columns: [table.tag, table.execution_id] }),
    index("execution_tags_by_execution").on(table.execution_id),
  ],
);

/** What stood in an execution's worktree at its end, against where the worktree began. */
export const execution_diffs = sqliteTable("execution_diffs", {
  execution_id: text()
    .primaryKey()
    .references(() => executions.id, { onDelete: "cascade" }),
  branch: text().notNull(),
  base_sha: text().notNull(),
  head_sha: text(),
  files: text({ mode: "json" }).$type<ChangedFile[]>().notNull(),
  /** As it was written: a file may be in any encoding. */
  patch: blob({ mode: "buffer" }).notNull(),
  cut: integer({ mode: "boolean" }).notNull(),
});

/** What became of executions, in order. Each follower has its place in it; what all have read is removed. */
export const execution_news = sqliteTable("execution_news", {
  seq: integer().primaryKey({ autoIncrement: true }),
  execution_id: text().notNull(),
  status: text().$type<Status>().notNull(),
});

export const news_followers = sqliteTable("news_followers", {
  follower: text().primaryKey(),
  /** The last one it has taken in. */
  seq: integer().notNull(),
});

/** At most `slot_limit` executions of one slot run at once. */
export const slots = sqliteTable("slots", {
  slot: text().primaryKey(),
  slot_limit: integer(),
});

/** Whose turn it is: projects with an older newest attempt come first. */
export const turns = sqliteTable("turns", {
  project: text().primaryKey(),
  attempt_id: text().notNull(),
});

/** What an attempt of a trigger on a backend takes of memory; trigger_id '' is whatever the trigger. */
export const footprints = sqliteTable(
  "footprints",
  {
    backend: text().$type<BackendId>().notNull(),
    trigger_id: text().notNull(),
    bytes: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.backend, table.trigger_id] })],
);

/** What starts nothing for now: a backend, or `all`. */
export const pauses = sqliteTable("pauses", {
  subject: text().primaryKey(),
  since: text().notNull(),
});

/** One process of an execution. */
export const attempts = sqliteTable(
  "attempts",
  {
    id: text().primaryKey(),
    execution_id: text()
      .notNull()
      .references(() => executions.id, { onDelete: "cascade" }),
    number: integer().notNull(),
    backend: text().$type<BackendId>().notNull(),
    status: text().$type<Status>().notNull(),
    reason: text().$type<Reason>(),
    detail: text(),
    exit_code: integer(),
    signal: text(),
    session_id: text(),
    /** The session of an earlier attempt that this one goes on with. */
    resume: text(),
    account_id: text().notNull().default(""),
    model: text(),
    /** Which entry of the chain it is of. */
    entry: integer().notNull().default(0),
    /** The CLI's directory in which its conversation lies. */
    session_root: text(),
    /** What it was expected to take of memory when it was claimed, and the most that was seen. */
    footprint_bytes: integer().notNull().default(0),
    peak_memory_bytes: integer(),

    /** The server's boot that started or took over this attempt. */
    boot_id: text().notNull(),
    pid: integer(),
    pid_started: integer(),
    machine_boot: text(),
    signalled_at: text(),
    /** When its process began: what its directory needed before is not its time. */
    ran_at: text(),

    /** How far each output file stands in the lines table; moved in the transaction that adds the lines. */
    out_offset: integer().notNull().default(0),
    err_offset: integer().notNull().default(0),
    /** The offset stands inside a line that was too long and already cut. */
    out_cut: integer({ mode: "boolean" }).notNull().default(false),
    err_cut: integer({ mode: "boolean" }).notNull().default(false),
    seen: text({ mode: "json" }).$type<Seen>().notNull(),

    started_at: text().notNull(),
    ended_at: text(),
  },
  (table) => [
    uniqueIndex("attempts_by_execution").on(table.execution_id, table.number),
    index("attempts_by_account").on(table.account_id).where(sql`status IN ('starting', 'running')`),
    index("attempts_by_session").on(table.session_id).where(sql`session_id IS NOT NULL`),
    index("attempts_live").on(table.id).where(sql`status IN ('starting', 'running')`),
  ],
);

/** One line of output. `seq` counts from 1 in its execution, over all attempts and streams. */
export const execution_lines = sqliteTable(
  "execution_lines",
  {
    execution_id: text()
      .notNull()
      .references(() => executions.id, { onDelete: "cascade" }),
    seq: integer().notNull(),
    attempt: integer().notNull(),
    /** Since the attempt started. */
    offset_ms: integer().notNull(),
    stream: text({ enum: ["stdout", "stderr", "system"] }).notNull(),
    text: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.execution_id, table.seq] })],
);

/** What a run has left on purpose. Its bytes are `<data>/artifacts/<execution>/<attempt>/<number>`. */
export const artifacts = sqliteTable(
  "artifacts",
  {
    execution_id: text()
      .notNull()
      .references(() => executions.id, { onDelete: "cascade" }),
    number: integer().notNull(),
    attempt: integer().notNull(),
    name: text().notNull(),
    size: integer().notNull(),
    sha256: text().notNull(),
    media_type: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.execution_id, table.number] })],
);
