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
CREATE TABLE `budget_followers` (
	`follower` text PRIMARY KEY NOT NULL,
	`event_id` integer NOT NULL
) STRICT;
--> statement-breakpoint
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
CREATE TABLE `channels` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`target` text NOT NULL,
	`sealed_secret` text,
	`rotated_at` text,
	`enabled` integer NOT NULL,
	`disabled_reason` text,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `notification_attempts` (
	`notification_id` text NOT NULL,
	`number` integer NOT NULL,
	`at` text NOT NULL,
	`duration_ms` integer NOT NULL,
	`sent` integer NOT NULL,
	`status_code` integer,
	`detail` text NOT NULL,
	PRIMARY KEY(`notification_id`, `number`),
	FOREIGN KEY (`notification_id`) REFERENCES `notifications`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT;
--> statement-breakpoint
CREATE TABLE `notification_rules` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`channel_id` text NOT NULL,
	`events` text NOT NULL,
	`trigger_id` text,
	`project_id` text,
	`tags` text NOT NULL,
	`quiet_hours` text,
	`max_per_hour` integer,
	`enabled` integer NOT NULL,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL,
	FOREIGN KEY (`channel_id`) REFERENCES `channels`(`id`) ON UPDATE no action ON DELETE no action
) STRICT;
--> statement-breakpoint
CREATE INDEX `notification_rules_by_channel` ON `notification_rules` (`channel_id`);--> statement-breakpoint
CREATE TABLE `notifications` (
	`id` text PRIMARY KEY NOT NULL,
	`channel_id` text NOT NULL,
	`rule_id` text NOT NULL,
	`event` text NOT NULL,
	`execution_id` text,
	`message` text NOT NULL,
	`status` text NOT NULL,
	`queued_at` text,
	`not_before` text,
	`tries` integer DEFAULT 0 NOT NULL,
	`detail` text,
	`digest_id` text,
	`created_at` text NOT NULL,
	`sent_at` text
) STRICT;
--> statement-breakpoint
CREATE INDEX `notifications_queued` ON `notifications` (`channel_id`,`not_before`,`id`) WHERE status = 'queued';--> statement-breakpoint
CREATE INDEX `notifications_held` ON `notifications` (`rule_id`,`not_before`) WHERE status = 'held';--> statement-breakpoint
CREATE INDEX `notifications_by_channel` ON `notifications` (`channel_id`,`id`);--> statement-breakpoint
CREATE INDEX `notifications_by_status` ON `notifications` (`status`,`id`);--> statement-breakpoint
CREATE INDEX `notifications_by_rule` ON `notifications` (`rule_id`,`queued_at`);--> statement-breakpoint
CREATE TABLE `trigger_fortunes` (
	`trigger_id` text PRIMARY KEY NOT NULL,
	`failing` integer NOT NULL
) STRICT;
--> statement-breakpoint
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