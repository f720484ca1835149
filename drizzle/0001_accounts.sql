CREATE TABLE `accounts` (
	`id` text PRIMARY KEY NOT NULL,
	`backend` text NOT NULL,
	`name` text NOT NULL,
	`is_default` integer NOT NULL,
	`config_dir` text,
	`key_variable` text,
	`key_env` text,
	`sealed_secret` text,
	`env` text NOT NULL,
	`position` integer NOT NULL,
	`max_concurrent` integer,
	`enabled` integer NOT NULL,
	`windows` text NOT NULL,
	`warned_until` text,
	`last_used_at` text,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `accounts_by_name` ON `accounts` (`backend`,`name`);--> statement-breakpoint
CREATE UNIQUE INDEX `accounts_default` ON `accounts` (`backend`) WHERE is_default = 1;--> statement-breakpoint
CREATE TABLE `cooldowns` (
	`backend` text NOT NULL,
	`account_id` text NOT NULL,
	`model` text NOT NULL,
	`kind` text NOT NULL,
	`attempt_id` text NOT NULL,
	`until` text NOT NULL,
	`message` text NOT NULL,
	`strikes` integer NOT NULL,
	`since` text NOT NULL,
	PRIMARY KEY(`backend`, `account_id`, `model`, `kind`, `attempt_id`)
) STRICT;
--> statement-breakpoint
CREATE TABLE `default_chain` (
	`id` integer PRIMARY KEY NOT NULL,
	`chain` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `budget_events` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`budget_id` text NOT NULL,
	`kind` text NOT NULL,
	`execution_id` text,
	`detail` text NOT NULL,
	`at` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `budget_events_by_budget` ON `budget_events` (`budget_id`,`id`);--> statement-breakpoint
CREATE TABLE `budget_sums` (
	`budget_id` text NOT NULL,
	`window_start` text NOT NULL,
	`spent` real NOT NULL,
	PRIMARY KEY(`budget_id`, `window_start`),
	FOREIGN KEY (`budget_id`) REFERENCES `budgets`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT;
--> statement-breakpoint
CREATE TABLE `budgets` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`scope` text NOT NULL,
	`scope_id` text,
	`window` text NOT NULL,
	`unit` text NOT NULL,
	`soft_limit` real,
	`hard_limit` real,
	`on_exceeded` text NOT NULL,
	`enabled` integer NOT NULL,
	`warned_at` text,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `prices` (
	`model` text PRIMARY KEY NOT NULL,
	`fields` text NOT NULL,
	`source` text NOT NULL,
	`dated` text NOT NULL,
	`edited` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `reservations` (
	`budget_id` text NOT NULL,
	`attempt_id` text NOT NULL,
	`amount` real NOT NULL,
	PRIMARY KEY(`budget_id`, `attempt_id`),
	FOREIGN KEY (`budget_id`) REFERENCES `budgets`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT;
--> statement-breakpoint
CREATE INDEX `reservations_by_attempt` ON `reservations` (`attempt_id`);--> statement-breakpoint
CREATE TABLE `session_counters` (
	`backend` text NOT NULL,
	`session_id` text NOT NULL,
	`models` text NOT NULL,
	`updated_at` text NOT NULL,
	PRIMARY KEY(`backend`, `session_id`)
) STRICT;
--> statement-breakpoint
CREATE TABLE `usage` (
	`attempt_id` text PRIMARY KEY NOT NULL,
	`execution_id` text NOT NULL,
	`number` integer NOT NULL,
	`trigger_id` text,
	`account_id` text NOT NULL,
	`backend` text NOT NULL,
	`project` text NOT NULL,
	`model` text,
	`session_id` text,
	`counters_before` text,
	`input_tokens` integer NOT NULL,
	`cache_read_tokens` integer NOT NULL,
	`cache_write_tokens` integer NOT NULL,
	`output_tokens` integer NOT NULL,
	`reasoning_tokens` integer NOT NULL,
	`total_tokens` integer NOT NULL,
	`turns` integer NOT NULL,
	`cost_usd` real,
	`cost_source` text,
	`unpriced_tokens` integer NOT NULL,
	`incomplete` integer NOT NULL,
	`models` text NOT NULL,
	`started_at` text NOT NULL,
	`ended_at` text,
	`duration_ms` integer
) STRICT;
--> statement-breakpoint
CREATE INDEX `usage_by_start` ON `usage` (`started_at`,`execution_id`,`cost_usd`,`total_tokens`,`unpriced_tokens`,`duration_ms`);--> statement-breakpoint
CREATE INDEX `usage_by_trigger` ON `usage` (`trigger_id`,`started_at`,`execution_id`,`cost_usd`,`total_tokens`,`unpriced_tokens`,`duration_ms`);--> statement-breakpoint
CREATE INDEX `usage_by_account` ON `usage` (`account_id`,`started_at`,`execution_id`,`cost_usd`,`total_tokens`,`unpriced_tokens`,`duration_ms`);--> statement-breakpoint
CREATE INDEX `usage_by_backend` ON `usage` (`backend`,`started_at`,`execution_id`,`cost_usd`,`total_tokens`,`unpriced_tokens`,`duration_ms`);--> statement-breakpoint
CREATE INDEX `usage_by_project` ON `usage` (`project`,`started_at`,`execution_id`,`cost_usd`,`total_tokens`,`unpriced_tokens`,`duration_ms`);--> statement-breakpoint
CREATE INDEX `usage_by_execution` ON `usage` (`execution_id`);--> statement-breakpoint
CREATE INDEX `usage_live` ON `usage` (`started_at`) WHERE ended_at IS NULL;--> statement-breakpoint
CREATE TABLE `footprints` (
	`backend` text NOT NULL,
	`trigger_id` text NOT NULL,
	`bytes` integer NOT NULL,
	PRIMARY KEY(`backend`, `trigger_id`)
) STRICT;
--> statement-breakpoint
CREATE TABLE `pauses` (
	`subject` text PRIMARY KEY NOT NULL,
	`since` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `turns` (
	`project` text PRIMARY KEY NOT NULL,
	`attempt_id` text NOT NULL
) STRICT;
--> statement-breakpoint
ALTER TABLE `deliveries` ADD `backlog` text;--> statement-breakpoint
CREATE INDEX `deliveries_waiting` ON `deliveries` (`id`) WHERE status = 'waiting';--> statement-breakpoint
ALTER TABLE `attempts` ADD `account_id` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `attempts` ADD `model` text;--> statement-breakpoint
ALTER TABLE `attempts` ADD `entry` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `attempts` ADD `session_root` text;--> statement-breakpoint
ALTER TABLE `attempts` ADD `footprint_bytes` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `attempts` ADD `peak_memory_bytes` integer;--> statement-breakpoint
CREATE INDEX `attempts_by_account` ON `attempts` (`account_id`) WHERE status IN ('starting', 'running');--> statement-breakpoint
CREATE INDEX `attempts_by_session` ON `attempts` (`session_id`) WHERE session_id IS NOT NULL;--> statement-breakpoint
ALTER TABLE `executions` ADD `continues` text;--> statement-breakpoint
ALTER TABLE `executions` ADD `fork` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `executions` ADD `chain` text;--> statement-breakpoint
ALTER TABLE `executions` ADD `shared_dir` text;--> statement-breakpoint
ALTER TABLE `executions` ADD `project` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `executions` ADD `lane` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `executions` ADD `priority` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `executions` ADD `not_before` text;--> statement-breakpoint
ALTER TABLE `executions` ADD `held` text;--> statement-breakpoint
ALTER TABLE `executions` ADD `retries` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `executions` ADD `asked_budget` text;--> statement-breakpoint
ALTER TABLE `executions` ADD `waived_budgets` text;--> statement-breakpoint
CREATE INDEX `executions_ready` ON `executions` (`lane`,priority DESC,`id`) WHERE status = 'queued' AND not_before IS NULL;--> statement-breakpoint
CREATE INDEX `executions_held` ON `executions` (`not_before`) WHERE status = 'queued' AND not_before IS NOT NULL;--> statement-breakpoint
CREATE INDEX `executions_by_continued` ON `executions` (`continues`) WHERE continues IS NOT NULL;--> statement-breakpoint
ALTER TABLE `triggers` ADD `chain` text;--> statement-breakpoint
ALTER TABLE `triggers` ADD `priority` integer DEFAULT 0 NOT NULL;