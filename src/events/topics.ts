/** What pages show. */
export const TOPICS = [
  ...[
    "executions",
    "queue",
    "triggers",
    "workflows",
    "runs",
    "deliveries",
    "projects",
    "accounts",
    "budgets",
    "prices",
  ],
  ...["reviews", "findings", "channels", "rules", "notifications", "snippets", "keys", "audit"],
] as const satisfies string[];
export type Topic = (typeof TOPICS)[number];

interface Watched {
  topic: string;
  table: string;
  /** The column that names what has changed. */
  id: string;
  /** Of a table that is written with every line, the columns worth telling. */
  columns?: string;
}

/** A row written to one of these tables is news of its topic. */
export const WATCHED: readonly Watched[] = [
  {
    ...{ topic: "executions", table: "executions", id: "id" },
    columns: "status, reason, detail, not_before, held, tags, asked_budget, outcome, outcome_error, files_changed",
  },
  { topic: "executions", table: "attempts", id: "execution_id", columns: "status, detail, account_id" },
  { topic: "executions", table: "usage", id: "execution_id" },
  { topic: "executions", table: "github_actions", id: "execution_id" },
  { topic: "queue", table: "pauses", id: "subject" },
  { topic: "triggers", table: "triggers", id: "id" },
  { topic: "triggers", table: "schedules", id: "trigger_id" },
  { topic: "workflows", table: "workflows", id: "id" },
  { topic: "runs", table: "run_events", id: "run_id" },
  { topic: "deliveries", table: "deliveries", id: "id" },
  { topic: "deliveries", table: "rejected_deliveries", id: "id" },
  { topic: "projects", table: "projects", id: "id" },
  { topic: "projects", table: "worktrees", id: "project_id" },
  { topic: "accounts", table: "accounts", id: "id" },
  { topic: "accounts", table: "attempts", id: "account_id", columns: "status" },
  { topic: "accounts", table: "cooldowns", id: "account_id" },
  { topic: "accounts", table: "default_chain", id: "'default'" },
  { topic: "budgets", table: "budgets", id: "id" },
  { topic: "budgets", table: "budget_sums", id: "budget_id" },
  { topic: "prices", table: "prices", id: "model" },
  { topic: "reviews", table: "reviews", id: "id" },
  { topic: "findings", table: "findings", id: "id" },
  { topic: "channels", table: "channels", id: "id" },
  { topic: "rules", table: "notification_rules", id: "id" },
  { topic: "notifications", table: "notifications", id: "id" },
  { topic: "snippets", table: "snippets", id: "id" },
  { topic: "keys", table: "keys", id: "id" },
  { topic: "keys", table: "browser_sessions", id: "key_id", columns: "expires_at" },
  { topic: "audit", table: "audit_log", id: "id" },
];
