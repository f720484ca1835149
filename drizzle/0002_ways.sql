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
CREATE TABLE `execution_diffs` (
	`execution_id` text PRIMARY KEY NOT NULL,
	`branch` text NOT NULL,
	`base_sha` text NOT NULL,
	`head_sha` text,
	`files` text NOT NULL,
	`patch` blob NOT NULL,
	`cut` integer NOT NULL,
	FOREIGN KEY (`execution_id`) REFERENCES `executions`(`id`) ON UPDATE no action ON DELETE cascade
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
CREATE TABLE `products` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`description` text NOT NULL,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `projects` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`kind` text NOT NULL,
	`path` text,
	`url` text,
	`default_branch` text,
	`repository` text,
	`fetch_policy` text NOT NULL,
	`fetch_every_mins` integer,
	`isolation` text NOT NULL,
	`branch_prefix` text NOT NULL,
	`max_bytes` integer NOT NULL,
	`product_id` text,
	`enabled` integer NOT NULL,
	`status` text NOT NULL,
	`detail` text,
	`phase` text,
	`percent` integer,
	`fetched_at` text,
	`tried_at` text,
	`fetch_wanted` integer DEFAULT false NOT NULL,
	`busy_boot` text,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL,
	FOREIGN KEY (`product_id`) REFERENCES `products`(`id`) ON UPDATE no action ON DELETE set null
) STRICT;
--> statement-breakpoint
CREATE INDEX `projects_by_repository` ON `projects` (`repository`);--> statement-breakpoint
CREATE INDEX `projects_by_product` ON `projects` (`product_id`);--> statement-breakpoint
CREATE TABLE `worktrees` (
	`id` text PRIMARY KEY NOT NULL,
	`project_id` text NOT NULL,
	`name` text NOT NULL,
	`ref` text,
	`branch` text NOT NULL,
	`base_sha` text NOT NULL,
	`head_sha` text,
	`state` text NOT NULL,
	`boot_id` text NOT NULL,
	`created_at` text NOT NULL,
	`idle_since` text,
	FOREIGN KEY (`project_id`) REFERENCES `projects`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `worktrees_name_unique` ON `worktrees` (`name`);--> statement-breakpoint
CREATE INDEX `worktrees_by_project` ON `worktrees` (`project_id`);--> statement-breakpoint
CREATE INDEX `worktrees_by_state` ON `worktrees` (`state`,`idle_since`);--> statement-breakpoint
ALTER TABLE `executions` ADD `hops` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `executions` ADD `group_id` text;--> statement-breakpoint
ALTER TABLE `executions` ADD `tags` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `executions` ADD `supersede_key` text;--> statement-breakpoint
ALTER TABLE `executions` ADD `project_id` text;--> statement-breakpoint
ALTER TABLE `executions` ADD `ref` text;--> statement-breakpoint
ALTER TABLE `executions` ADD `outcome` text;--> statement-breakpoint
ALTER TABLE `executions` ADD `outcome_error` text;--> statement-breakpoint
ALTER TABLE `executions` ADD `allowed_actions` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `executions` ADD `files_changed` integer;--> statement-breakpoint
ALTER TABLE `executions` ADD `insertions` integer;--> statement-breakpoint
ALTER TABLE `executions` ADD `deletions` integer;--> statement-breakpoint
CREATE INDEX `executions_by_supersede_key` ON `executions` (`supersede_key`) WHERE status IN ('queued', 'starting', 'running', 'waiting') AND supersede_key IS NOT NULL;--> statement-breakpoint
CREATE INDEX `executions_by_group` ON `executions` (`group_id`,`id`) WHERE group_id IS NOT NULL;--> statement-breakpoint
CREATE INDEX `executions_by_project` ON `executions` (`project_id`,`id`) WHERE project_id IS NOT NULL;--> statement-breakpoint
CREATE INDEX `executions_unfinished_by_project` ON `executions` (`project_id`,`working_dir`) WHERE status IN ('queued', 'starting', 'running', 'waiting') AND project_id IS NOT NULL;--> statement-breakpoint
ALTER TABLE `triggers` ADD `project_id` text;--> statement-breakpoint
ALTER TABLE `triggers` ADD `allowed_actions` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `triggers` ADD `tags` text DEFAULT '[]' NOT NULL;