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
CREATE TABLE `trigger_changes` (
	`key` text PRIMARY KEY NOT NULL,
	`changed_at` text NOT NULL,
	`head` text NOT NULL,
	`passed` text NOT NULL,
	`seen_at` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `trigger_changes_by_age` ON `trigger_changes` (`seen_at`);--> statement-breakpoint
ALTER TABLE `deliveries` ADD `origin` text DEFAULT 'sent' NOT NULL;--> statement-breakpoint
ALTER TABLE `deliveries` ADD `event` text;--> statement-breakpoint
ALTER TABLE `deliveries` ADD `action` text;--> statement-breakpoint
ALTER TABLE `deliveries` ADD `repository` text;--> statement-breakpoint
ALTER TABLE `deliveries` ADD `replay_of` text;--> statement-breakpoint
ALTER TABLE `deliveries` ADD `hops` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `deliveries_by_age` ON `deliveries` (`received_at`);--> statement-breakpoint
CREATE INDEX `deliveries_by_status` ON `deliveries` (`status`,`id`);--> statement-breakpoint
CREATE INDEX `deliveries_by_event` ON `deliveries` (`event`,`id`) WHERE event IS NOT NULL;--> statement-breakpoint
CREATE INDEX `deliveries_by_repository` ON `deliveries` (`repository`,`id`) WHERE repository IS NOT NULL;--> statement-breakpoint
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
ALTER TABLE `triggers` ADD `previous_secret` text;--> statement-breakpoint
ALTER TABLE `triggers` ADD `previous_secret_until` text;--> statement-breakpoint
ALTER TABLE `triggers` ADD `allowed_actions` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `triggers` ADD `tags` text DEFAULT '[]' NOT NULL;