import { sql } from "drizzle-orm";
import { index, integer, primaryKey, real, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { BackendId, ModelUsage } from "~/backends/index.ts";
import type { BudgetScope, BudgetUnit, BudgetWindow } from "./model.ts";

/** What one attempt used, whatever became of it. Written at its claim, at every usage signal, and at its end. */
export const usage = sqliteTable(
  "usage",
  {
    attempt_id: text().primaryKey(),
    execution_id: text().notNull(),
    number: integer().notNull(),
    trigger_id: text(),
    account_id: text().notNull(),
    backend: text().$type<BackendId>().notNull(),
    /** The project, or the working directory of what belongs to none. */
    project: text().notNull(),
    /** Of several models the one that cost most. */
    model: text(),
    session_id: text(),
    /** What its conversation's counters stood at when it began: null before that is known. */
    counters_before: text({ mode: "json" }).$type<ModelUsage[]>(),
    /** Without what was read from or written to the cache. */
    input_tokens: integer().notNull(),
    cache_read_tokens: integer().notNull(),
    cache_write_tokens: integer().notNull(),
    /** With reasoning. */
    output_tokens: integer().notNull(),
    reasoning_tokens: integer().notNull(),
    /** input + cache_read + cache_write + output. */
    total_tokens: integer().notNull(),
    turns: integer().notNull(),
    /** Of what has a price; null where nothing has one: never 0. */
    cost_usd: real(),
    /** `cli` when any part of it is what the CLI itself said. */
    cost_source: text({ enum: ["table", "cli"] }),
    /** Tokens of models that no price is known of: they are not in the cost. */
    unpriced_tokens: integer().notNull(),
    /** The CLI was ended before it could say all it had used. */
    incomplete: integer({ mode: "boolean" }).notNull(),
    models: text({ mode: "json" }).$type<ModelUsage[]>().notNull(),
    started_at: text().notNull(),
    /** Null while it runs. */
    ended_at: text(),
    duration_ms: integer(),
  },
  (table) => {
    // Budgets and reports sum up these: with them in the index a sum reads no row.
    const { started_at, execution_id, cost_usd, total_tokens, unpriced_tokens, duration_ms } = table;
    const { number, input_tokens, cache_read_tokens, cache_write_tokens, output_tokens, reasoning_tokens } = table;
    const summed = [
      ...([execution_id, number, cost_usd, total_tokens, unpriced_tokens, duration_ms] as const),
      ...([input_tokens, cache_read_tokens, cache_write_tokens, output_tokens, reasoning_tokens] as const),
      ...([table.turns, table.incomplete] as const),
    ] as const;
    return [
      index("usage_by_start").on(started_at, ...summed),
      index("usage_by_trigger").on(table.trigger_id, started_at, ...summed),
      index("usage_by_account").on(table.account_id, started_at, ...summed),
      index("usage_by_backend").on(table.backend, started_at, ...summed),
      index("usage_by_project").on(table.project, started_at, ...summed),
      index("usage_by_execution").on(execution_id),
      index("usage_live").on(started_at).where(sql`ended_at IS NULL`),
    ];
  },
);

/** The running counters of a conversation whose CLI counts on from turn to turn: what the next turn is held against. */
export const session_counters = sqliteTable(
  "session_counters",
  {
    backend: text().$type<BackendId>().notNull(),
    session_id: text().notNull(),
    models: text({ mode: "json" }).$type<ModelUsage[]>().notNull(),
    updated_at: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.backend, table.session_id] })],
);

/** A cap on a scope in a window. */
export const budgets = sqliteTable("budgets", {
  id: text().primaryKey(),
  name: text().notNull(),
  scope: text().$type<BudgetScope>().notNull(),
  /** Which trigger, account, backend or project; null for the global scope. */
  scope_id: text(),
  window: text().$type<BudgetWindow>().notNull(),
  unit: text().$type<BudgetUnit>().notNull(),
  soft_limit: real(),
  hard_limit: real(),
  on_exceeded: text({ enum: ["stop", "ask"] }).notNull(),
  enabled: integer({ mode: "boolean" }).notNull(),
  /** When the soft limit was last told of: once in a window. */
  warned_at: text(),
  created_at: text().notNull(),
  updated_at: text().notNull(),
});

/** What the attempts of a calendar window used that have ended, in the budget's unit. */
export const budget_sums = sqliteTable(
  "budget_sums",
  {
    budget_id: text()
      .notNull()
      .references(() => budgets.id, { onDelete: "cascade" }),
    window_start: text().notNull(),
    spent: real().notNull(),
  },
  (table) => [primaryKey({ columns: [table.budget_id, table.window_start] })],
);

/** What is set aside for an attempt that runs; gone when it ends. */
export const reservations = sqliteTable(
  "reservations",
  {
    budget_id: text()
      .notNull()
      .references(() => budgets.id, { onDelete: "cascade" }),
    attempt_id: text().notNull(),
    amount: real().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.budget_id, table.attempt_id] }),
    index("reservations_by_attempt").on(table.attempt_id),
  ],
);

/** When a budget warned or stopped something, newest last. */
export const budget_events = sqliteTable(
  "budget_events",
  {
    id: integer().primaryKey({ autoIncrement: true }),
    budget_id: text().notNull(),
    kind: text({ enum: ["warned", "refused", "stopped", "asked"] }).notNull(),
    execution_id: text(),
    detail: text().notNull(),
    at: text().notNull(),
  },
  (table) => [index("budget_events_by_budget").on(table.budget_id, table.id)],
);

/** How far each follower has read the events. */
export const budget_followers = sqliteTable("budget_followers", {
  follower: text().primaryKey(),
  event_id: integer().notNull(),
});

/** USD per token by model, in the field names of LiteLLM's public file. */
export const prices = sqliteTable("prices", {
  model: text().primaryKey(),
  fields: text({ mode: "json" }).$type<Record<string, number>>().notNull(),
  source: text().notNull(),
  /** The day the source says it is of. */
  dated: text().notNull(),
  /** Set by a person: no shipped table replaces it. */
  edited: integer({ mode: "boolean" }).notNull(),
});
