CREATE TABLE `server_state` (
	`key` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `dedupe_keys` (
	`source` text NOT NULL,
	`key` text NOT NULL,
	`delivery_id` text NOT NULL,
	`expires_at` text NOT NULL,
	PRIMARY KEY(`source`, `key`)
) STRICT;
--> statement-breakpoint
CREATE INDEX `dedupe_keys_by_expiry` ON `dedupe_keys` (`expires_at`);--> statement-breakpoint
CREATE TABLE `deliveries` (
	`id` text PRIMARY KEY NOT NULL,
	`source` text NOT NULL,
	`status` text NOT NULL,
	`trigger_id` text,
	`verified` integer NOT NULL,
	`duplicate_of` text,
	`dedupe_key` text NOT NULL,
	`body_hash` text NOT NULL,
	`headers` text NOT NULL,
	`body` blob NOT NULL,
	`address` text NOT NULL,
	`verdicts` text NOT NULL,
	`request_id` text NOT NULL,
	`received_at` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `deliveries_by_body` ON `deliveries` (`body_hash`);--> statement-breakpoint
CREATE TABLE `rejected_deliveries` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`address` text NOT NULL,
	`size` integer NOT NULL,
	`body_hash` text NOT NULL,
	`verdict` text NOT NULL,
	`received_at` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `attempts` (
	`id` text PRIMARY KEY NOT NULL,
	`execution_id` text NOT NULL,
	`number` integer NOT NULL,
	`backend` text NOT NULL,
	`status` text NOT NULL,
	`reason` text,
	`detail` text,
	`exit_code` integer,
	`signal` text,
	`session_id` text,
	`resume` text,
	`boot_id` text NOT NULL,
	`pid` integer,
	`pid_started` integer,
	`machine_boot` text,
	`signalled_at` text,
	`out_offset` integer DEFAULT 0 NOT NULL,
	`err_offset` integer DEFAULT 0 NOT NULL,
	`out_cut` integer DEFAULT false NOT NULL,
	`err_cut` integer DEFAULT false NOT NULL,
	`seen` text NOT NULL,
	`started_at` text NOT NULL,
	`ended_at` text,
	FOREIGN KEY (`execution_id`) REFERENCES `executions`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `attempts_by_execution` ON `attempts` (`execution_id`,`number`);--> statement-breakpoint
CREATE INDEX `attempts_live` ON `attempts` (`id`) WHERE status IN ('starting', 'running');--> statement-breakpoint
CREATE TABLE `execution_lines` (
	`execution_id` text NOT NULL,
	`seq` integer NOT NULL,
	`attempt` integer NOT NULL,
	`offset_ms` integer NOT NULL,
	`stream` text NOT NULL,
	`text` text NOT NULL,
	PRIMARY KEY(`execution_id`, `seq`),
	FOREIGN KEY (`execution_id`) REFERENCES `executions`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT;
--> statement-breakpoint
CREATE TABLE `executions` (
	`id` text PRIMARY KEY NOT NULL,
	`trigger_id` text,
	`delivery_id` text,
	`retry_of` text,
	`origin` text NOT NULL,
	`request_id` text NOT NULL,
	`backend` text NOT NULL,
	`backend_config` text NOT NULL,
	`model` text,
	`permissions` text NOT NULL,
	`allowed_tools` text,
	`working_dir` text NOT NULL,
	`prompt` text NOT NULL,
	`timeout_ms` integer NOT NULL,
	`retry_on_interrupt` integer NOT NULL,
	`slot` text,
	`status` text NOT NULL,
	`reason` text,
	`detail` text,
	`stop_reason` text,
	`exit_code` integer,
	`result` text,
	`last_seq` integer DEFAULT 0 NOT NULL,
	`stored_bytes` integer DEFAULT 0 NOT NULL,
	`gap_seq` integer,
	`dropped_lines` integer DEFAULT 0 NOT NULL,
	`created_at` text NOT NULL,
	`started_at` text,
	`ended_at` text
) STRICT;
--> statement-breakpoint
CREATE INDEX `executions_queue_by_slot` ON `executions` (`slot`,`id`) WHERE status = 'queued';--> statement-breakpoint
CREATE INDEX `executions_live` ON `executions` (`slot`) WHERE status IN ('starting', 'running', 'waiting');--> statement-breakpoint
CREATE INDEX `executions_by_status` ON `executions` (`status`,`id`);--> statement-breakpoint
CREATE INDEX `executions_by_trigger` ON `executions` (`trigger_id`,`id`);--> statement-breakpoint
CREATE INDEX `executions_by_trigger_and_status` ON `executions` (`trigger_id`,`status`,`id`);--> statement-breakpoint
CREATE INDEX `executions_by_delivery` ON `executions` (`delivery_id`) WHERE delivery_id IS NOT NULL;--> statement-breakpoint
CREATE TABLE `slots` (
	`slot` text PRIMARY KEY NOT NULL,
	`slot_limit` integer
) STRICT;
--> statement-breakpoint
CREATE TABLE `keys` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`hash` text NOT NULL,
	`created_at` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `keys_hash_unique` ON `keys` (`hash`);--> statement-breakpoint
CREATE TABLE `triggers` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`source` text NOT NULL,
	`source_kind` text NOT NULL,
	`sealed_secret` text,
	`prompt_template` text NOT NULL,
	`backend` text NOT NULL,
	`backend_config` text NOT NULL,
	`model` text,
	`permissions` text NOT NULL,
	`allowed_tools` text,
	`working_dir` text,
	`timeout_secs` integer,
	`max_concurrent` integer,
	`overlap` text NOT NULL,
	`retry_on_interrupt` integer NOT NULL,
	`allow_replays` integer NOT NULL,
	`field_limit` integer NOT NULL,
	`strict` integer NOT NULL,
	`enabled` integer NOT NULL,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `triggers_by_source` ON `triggers` (`source_kind`);