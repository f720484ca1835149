CREATE TABLE `audit_log` (
	`id` text PRIMARY KEY NOT NULL,
	`at` text NOT NULL,
	`key_id` text,
	`actor` text NOT NULL,
	`request_id` text,
	`address` text,
	`action` text NOT NULL,
	`subject_id` text NOT NULL,
	`before` text,
	`after` text
) STRICT;
--> statement-breakpoint
CREATE INDEX `audit_log_by_subject` ON `audit_log` (`subject_id`,`id`);--> statement-breakpoint
CREATE INDEX `audit_log_by_action` ON `audit_log` (`action`,`id`);--> statement-breakpoint
CREATE TABLE `execution_news` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`execution_id` text NOT NULL,
	`status` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `news_followers` (
	`follower` text PRIMARY KEY NOT NULL,
	`seq` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `schedule_fires` (
	`id` text PRIMARY KEY NOT NULL,
	`trigger_id` text NOT NULL,
	`nominal_at` text NOT NULL,
	`fired_at` text,
	`outcome` text NOT NULL,
	`catch_up` integer NOT NULL,
	`execution_id` text,
	`why` text
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `schedule_fires_by_nominal` ON `schedule_fires` (`trigger_id`,`nominal_at`);--> statement-breakpoint
CREATE INDEX `schedule_fires_by_trigger` ON `schedule_fires` (`trigger_id`,`id`);--> statement-breakpoint
CREATE INDEX `schedule_fires_by_outcome` ON `schedule_fires` (`trigger_id`,`outcome`,`id`);--> statement-breakpoint
CREATE INDEX `schedule_fires_by_age` ON `schedule_fires` (`nominal_at`);--> statement-breakpoint
CREATE INDEX `schedule_fires_waiting` ON `schedule_fires` (`id`) WHERE outcome = 'waiting';--> statement-breakpoint
CREATE TABLE `schedules` (
	`trigger_id` text PRIMARY KEY NOT NULL,
	`cron` text NOT NULL,
	`timezone` text NOT NULL,
	`active` integer NOT NULL,
	`since` text NOT NULL,
	`next_run_at` text,
	`last_nominal` text,
	`paused_at` text
) STRICT;
--> statement-breakpoint
CREATE INDEX `schedules_due` ON `schedules` (`next_run_at`) WHERE next_run_at IS NOT NULL;--> statement-breakpoint
CREATE INDEX `schedules_since` ON `schedules` (`since`);--> statement-breakpoint
ALTER TABLE `executions` ADD `fire_id` text;--> statement-breakpoint
ALTER TABLE `executions` ADD `hops` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `executions` ADD `group_id` text;--> statement-breakpoint
ALTER TABLE `executions` ADD `tags` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `executions` ADD `supersede_key` text;--> statement-breakpoint
ALTER TABLE `executions` ADD `project_id` text;--> statement-breakpoint
ALTER TABLE `executions` ADD `ref` text;--> statement-breakpoint
ALTER TABLE `executions` ADD `outcome` text;--> statement-breakpoint
ALTER TABLE `executions` ADD `outcome_error` text;--> statement-breakpoint
ALTER TABLE `executions` ADD `allowed_actions` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
CREATE INDEX `executions_by_supersede_key` ON `executions` (`supersede_key`) WHERE status IN ('queued', 'starting', 'running', 'waiting') AND supersede_key IS NOT NULL;--> statement-breakpoint
CREATE INDEX `executions_by_group` ON `executions` (`group_id`,`id`) WHERE group_id IS NOT NULL;--> statement-breakpoint
CREATE INDEX `executions_by_project` ON `executions` (`project_id`,`id`) WHERE project_id IS NOT NULL;--> statement-breakpoint
ALTER TABLE `triggers` ADD `allowed_actions` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `triggers` ADD `tags` text DEFAULT '[]' NOT NULL;