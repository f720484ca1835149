CREATE TABLE `audit_log` (
	`id` text PRIMARY KEY NOT NULL,
	`at` text NOT NULL,
	`key_id` text,
	`actor` text NOT NULL,
	`session_id` text,
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
CREATE INDEX `audit_log_by_actor` ON `audit_log` (`actor`,`id`);--> statement-breakpoint
CREATE TABLE `budget_followers` (
	`follower` text PRIMARY KEY NOT NULL,
	`event_id` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `artifacts` (
	`execution_id` text NOT NULL,
	`number` integer NOT NULL,
	`attempt` integer NOT NULL,
	`name` text NOT NULL,
	`size` integer NOT NULL,
	`sha256` text NOT NULL,
	`media_type` text NOT NULL,
	PRIMARY KEY(`execution_id`, `number`),
	FOREIGN KEY (`execution_id`) REFERENCES `executions`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT;
--> statement-breakpoint
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
CREATE TABLE `execution_tags` (
	`tag` text NOT NULL,
	`execution_id` text NOT NULL,
	PRIMARY KEY(`tag`, `execution_id`),
	FOREIGN KEY (`execution_id`) REFERENCES `executions`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT;
--> statement-breakpoint
CREATE INDEX `execution_tags_by_execution` ON `execution_tags` (`execution_id`);--> statement-breakpoint
CREATE TABLE `news_followers` (
	`follower` text PRIMARY KEY NOT NULL,
	`seq` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `finding_audits` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`execution_id` text NOT NULL,
	`trigger_id` text NOT NULL,
	`project` text NOT NULL,
	`verdict` text NOT NULL,
	`new` integer NOT NULL,
	`fixed` integer NOT NULL,
	`open` integer NOT NULL,
	`at` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `finding_audits_by_execution` ON `finding_audits` (`execution_id`,`project`);--> statement-breakpoint
CREATE INDEX `finding_audits_by_project` ON `finding_audits` (`project`,`seq`);--> statement-breakpoint
CREATE TABLE `findings` (
	`id` text PRIMARY KEY NOT NULL,
	`trigger_id` text NOT NULL,
	`project` text NOT NULL,
	`fingerprint` text NOT NULL,
	`severity` text NOT NULL,
	`title` text NOT NULL,
	`package` text,
	`version` text,
	`path` text,
	`line` integer,
	`fix` text,
	`url` text,
	`status` text NOT NULL,
	`note` text,
	`first_seen` text NOT NULL,
	`last_seen` text NOT NULL,
	`execution_id` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `findings_by_fingerprint` ON `findings` (`trigger_id`,`project`,`fingerprint`);--> statement-breakpoint
CREATE INDEX `findings_by_project` ON `findings` (`project`,`status`,`id`);--> statement-breakpoint
CREATE INDEX `findings_by_status` ON `findings` (`status`,`id`);--> statement-breakpoint
CREATE INDEX `findings_by_severity` ON `findings` (`severity`,`id`);--> statement-breakpoint
CREATE TABLE `github_actions` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`execution_id` text NOT NULL,
	`number` integer NOT NULL,
	`kind` text NOT NULL,
	`action` text,
	`repository` text,
	`subject` text,
	`target` text,
	`status` text NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`tries` integer DEFAULT 0 NOT NULL,
	`not_before` text,
	`url` text,
	`detail` text,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `github_actions_by_execution` ON `github_actions` (`execution_id`,`number`);--> statement-breakpoint
CREATE INDEX `github_actions_by_repository` ON `github_actions` (`repository`,`kind`,`seq`);--> statement-breakpoint
CREATE INDEX `github_actions_pending` ON `github_actions` (`repository`,`seq`) WHERE status = 'pending';--> statement-breakpoint
CREATE INDEX `github_actions_pending_by_execution` ON `github_actions` (`execution_id`,`seq`) WHERE status = 'pending';--> statement-breakpoint
CREATE INDEX `github_actions_pending_by_subject` ON `github_actions` (`subject`,`seq`) WHERE status = 'pending';--> statement-breakpoint
CREATE TABLE `browser_sessions` (
	`id` text PRIMARY KEY NOT NULL,
	`key_id` text NOT NULL,
	`hash` text NOT NULL,
	`created_at` text NOT NULL,
	`last_seen_at` text NOT NULL,
	`expires_at` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `browser_sessions_hash_unique` ON `browser_sessions` (`hash`);--> statement-breakpoint
CREATE INDEX `browser_sessions_by_key` ON `browser_sessions` (`key_id`);--> statement-breakpoint
CREATE INDEX `browser_sessions_by_age` ON `browser_sessions` (`created_at`);--> statement-breakpoint
CREATE TABLE `login_codes` (
	`hash` text PRIMARY KEY NOT NULL,
	`key_id` text NOT NULL,
	`expires_at` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `channels` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`target` text NOT NULL,
	`sealed_url` text,
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
CREATE TABLE `pull_requests` (
	`repository` text NOT NULL,
	`number` integer NOT NULL,
	`title` text NOT NULL,
	`author` text,
	`url` text,
	`state` text NOT NULL,
	`head_sha` text NOT NULL,
	`updated_at` text NOT NULL,
	PRIMARY KEY(`repository`, `number`)
) STRICT;
--> statement-breakpoint
CREATE TABLE `reviews` (
	`id` text PRIMARY KEY NOT NULL,
	`repository` text NOT NULL,
	`number` integer NOT NULL,
	`head_sha` text NOT NULL,
	`trigger_id` text NOT NULL,
	`execution_id` text NOT NULL,
	`status` text NOT NULL,
	`verdict` text,
	`summary` text,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `reviews_by_head` ON `reviews` (`repository`,`number`,`head_sha`,`trigger_id`);--> statement-breakpoint
CREATE INDEX `reviews_by_repository` ON `reviews` (`repository`,`id`);--> statement-breakpoint
CREATE TABLE `schedule_fires` (
	`id` text PRIMARY KEY NOT NULL,
	`trigger_id` text NOT NULL,
	`nominal_at` text NOT NULL,
	`fired_at` text,
	`outcome` text NOT NULL,
	`catch_up` integer NOT NULL,
	`execution_id` text,
	`run_id` text,
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
CREATE TABLE `snippets` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`text` text NOT NULL,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `snippets_name_unique` ON `snippets` (`name`);--> statement-breakpoint
CREATE TABLE `trigger_changes` (
	`key` text PRIMARY KEY NOT NULL,
	`changed_at` text NOT NULL,
	`head` text NOT NULL,
	`passed` text NOT NULL,
	`seen_at` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `trigger_changes_by_age` ON `trigger_changes` (`seen_at`);--> statement-breakpoint
CREATE TABLE `trigger_revisions` (
	`id` text PRIMARY KEY NOT NULL,
	`trigger_id` text NOT NULL,
	`number` integer NOT NULL,
	`prompt_template` text NOT NULL,
	`note` text,
	`restored_from` integer,
	`actor` text NOT NULL,
	`key_id` text,
	`created_at` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `trigger_revisions_by_number` ON `trigger_revisions` (`trigger_id`,`number`);--> statement-breakpoint
CREATE INDEX `trigger_revisions_by_trigger` ON `trigger_revisions` (`trigger_id`,`id`);--> statement-breakpoint
CREATE TABLE `run_events` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`run_id` text NOT NULL,
	`node_id` text,
	`item` integer,
	`status` text NOT NULL,
	`detail` text,
	`at` text NOT NULL,
	FOREIGN KEY (`run_id`) REFERENCES `runs`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT;
--> statement-breakpoint
CREATE INDEX `run_events_by_run` ON `run_events` (`run_id`,`seq`);--> statement-breakpoint
CREATE TABLE `run_nodes` (
	`run_id` text NOT NULL,
	`node_id` text NOT NULL,
	`item` integer NOT NULL,
	`kind` text NOT NULL,
	`status` text NOT NULL,
	`reason` text,
	`detail` text,
	`port` text,
	`attempt` integer DEFAULT 0 NOT NULL,
	`execution_id` text,
	`child_run_id` text,
	`due_at` text,
	`given` text,
	`text` text,
	`data` text,
	`cost_usd` real,
	`usage` text,
	`created_at` text NOT NULL,
	`started_at` text,
	`ended_at` text,
	PRIMARY KEY(`run_id`, `node_id`, `item`),
	FOREIGN KEY (`run_id`) REFERENCES `runs`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT;
--> statement-breakpoint
CREATE INDEX `run_nodes_by_execution` ON `run_nodes` (`execution_id`) WHERE execution_id IS NOT NULL;--> statement-breakpoint
CREATE INDEX `run_nodes_by_child` ON `run_nodes` (`child_run_id`) WHERE child_run_id IS NOT NULL;--> statement-breakpoint
CREATE INDEX `run_nodes_due` ON `run_nodes` (`due_at`) WHERE ended_at IS NULL AND due_at IS NOT NULL;--> statement-breakpoint
CREATE TABLE `runs` (
	`id` text PRIMARY KEY NOT NULL,
	`workflow_id` text NOT NULL,
	`version` integer NOT NULL,
	`graph` text NOT NULL,
	`status` text NOT NULL,
	`reason` text,
	`detail` text,
	`request_id` text NOT NULL,
	`input` text,
	`output` text,
	`parent_run_id` text,
	`parent_node_id` text,
	`parent_item` integer,
	`depth` integer DEFAULT 0 NOT NULL,
	`rerun_of` text,
	`trigger_id` text,
	`trigger` text,
	`hops` integer DEFAULT 0 NOT NULL,
	`read_only` integer DEFAULT false NOT NULL,
	`supersede_key` text,
	`deadline_at` text,
	`clock_stopped_at` text,
	`created_at` text NOT NULL,
	`started_at` text,
	`ended_at` text
) STRICT;
--> statement-breakpoint
CREATE INDEX `runs_by_workflow` ON `runs` (`workflow_id`,`id`);--> statement-breakpoint
CREATE INDEX `runs_by_trigger` ON `runs` (`trigger_id`,`id`) WHERE trigger_id IS NOT NULL;--> statement-breakpoint
CREATE INDEX `runs_by_supersede_key` ON `runs` (`supersede_key`) WHERE supersede_key IS NOT NULL AND ended_at IS NULL;--> statement-breakpoint
CREATE INDEX `runs_by_parent` ON `runs` (`parent_run_id`) WHERE parent_run_id IS NOT NULL;--> statement-breakpoint
CREATE INDEX `runs_queued` ON `runs` (`workflow_id`,`id`) WHERE status = 'queued';--> statement-breakpoint
CREATE INDEX `runs_running` ON `runs` (`workflow_id`) WHERE status = 'running';--> statement-breakpoint
CREATE INDEX `runs_unfinished` ON `runs` (`workflow_id`,`id`) WHERE ended_at IS NULL;--> statement-breakpoint
CREATE INDEX `runs_with_deadline` ON `runs` (`deadline_at`) WHERE ended_at IS NULL AND deadline_at IS NOT NULL;--> statement-breakpoint
CREATE TABLE `workflow_versions` (
	`workflow_id` text NOT NULL,
	`version` integer NOT NULL,
	`graph` text NOT NULL,
	`note` text,
	`created_at` text NOT NULL,
	PRIMARY KEY(`workflow_id`, `version`),
	FOREIGN KEY (`workflow_id`) REFERENCES `workflows`(`id`) ON UPDATE no action ON DELETE cascade
) STRICT;
--> statement-breakpoint
CREATE TABLE `workflows` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`description` text NOT NULL,
	`enabled` integer NOT NULL,
	`max_runs` integer,
	`overlap` text NOT NULL,
	`draft` text,
	`version` integer NOT NULL,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL
) STRICT;
--> statement-breakpoint
DROP INDEX `usage_by_start`;--> statement-breakpoint
DROP INDEX `usage_by_trigger`;--> statement-breakpoint
DROP INDEX `usage_by_account`;--> statement-breakpoint
DROP INDEX `usage_by_backend`;--> statement-breakpoint
DROP INDEX `usage_by_project`;--> statement-breakpoint
CREATE INDEX `usage_by_start` ON `usage` (`started_at`,`execution_id`,`number`,`cost_usd`,`total_tokens`,`unpriced_tokens`,`duration_ms`,`input_tokens`,`cache_read_tokens`,`cache_write_tokens`,`output_tokens`,`reasoning_tokens`,`turns`,`incomplete`);--> statement-breakpoint
CREATE INDEX `usage_by_trigger` ON `usage` (`trigger_id`,`started_at`,`execution_id`,`number`,`cost_usd`,`total_tokens`,`unpriced_tokens`,`duration_ms`,`input_tokens`,`cache_read_tokens`,`cache_write_tokens`,`output_tokens`,`reasoning_tokens`,`turns`,`incomplete`);--> statement-breakpoint
CREATE INDEX `usage_by_account` ON `usage` (`account_id`,`started_at`,`execution_id`,`number`,`cost_usd`,`total_tokens`,`unpriced_tokens`,`duration_ms`,`input_tokens`,`cache_read_tokens`,`cache_write_tokens`,`output_tokens`,`reasoning_tokens`,`turns`,`incomplete`);--> statement-breakpoint
CREATE INDEX `usage_by_backend` ON `usage` (`backend`,`started_at`,`execution_id`,`number`,`cost_usd`,`total_tokens`,`unpriced_tokens`,`duration_ms`,`input_tokens`,`cache_read_tokens`,`cache_write_tokens`,`output_tokens`,`reasoning_tokens`,`turns`,`incomplete`);--> statement-breakpoint
CREATE INDEX `usage_by_project` ON `usage` (`project`,`started_at`,`execution_id`,`number`,`cost_usd`,`total_tokens`,`unpriced_tokens`,`duration_ms`,`input_tokens`,`cache_read_tokens`,`cache_write_tokens`,`output_tokens`,`reasoning_tokens`,`turns`,`incomplete`);--> statement-breakpoint
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
ALTER TABLE `rejected_deliveries` ADD `path` text DEFAULT '/' NOT NULL;--> statement-breakpoint
ALTER TABLE `rejected_deliveries` ADD `trigger_id` text;--> statement-breakpoint
ALTER TABLE `rejected_deliveries` ADD `event` text;--> statement-breakpoint
ALTER TABLE `attempts` ADD `ran_at` text;--> statement-breakpoint
ALTER TABLE `executions` ADD `fire_id` text;--> statement-breakpoint
ALTER TABLE `executions` ADD `trace_id` text;--> statement-breakpoint
ALTER TABLE `executions` ADD `parent_span_id` text;--> statement-breakpoint
ALTER TABLE `executions` ADD `hops` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `executions` ADD `group_id` text;--> statement-breakpoint
ALTER TABLE `executions` ADD `tags` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `executions` ADD `supersede_key` text;--> statement-breakpoint
ALTER TABLE `executions` ADD `project_id` text;--> statement-breakpoint
ALTER TABLE `executions` ADD `ref` text;--> statement-breakpoint
ALTER TABLE `executions` ADD `template_revision` integer;--> statement-breakpoint
ALTER TABLE `executions` ADD `outcome` text;--> statement-breakpoint
ALTER TABLE `executions` ADD `outcome_error` text;--> statement-breakpoint
ALTER TABLE `executions` ADD `allowed_actions` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `executions` ADD `files_changed` integer;--> statement-breakpoint
ALTER TABLE `executions` ADD `insertions` integer;--> statement-breakpoint
ALTER TABLE `executions` ADD `deletions` integer;--> statement-breakpoint
ALTER TABLE `executions` ADD `pinned` integer DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX `executions_by_supersede_key` ON `executions` (`supersede_key`,`id`) WHERE supersede_key IS NOT NULL;--> statement-breakpoint
CREATE INDEX `executions_by_group` ON `executions` (`group_id`,`id`) WHERE group_id IS NOT NULL;--> statement-breakpoint
CREATE INDEX `executions_by_project` ON `executions` (`project_id`,`id`) WHERE project_id IS NOT NULL;--> statement-breakpoint
CREATE INDEX `executions_by_origin` ON `executions` (`origin`,`id`);--> statement-breakpoint
CREATE INDEX `executions_by_backend` ON `executions` (`backend`,`id`);--> statement-breakpoint
CREATE INDEX `executions_by_reason` ON `executions` (`reason`,`id`) WHERE reason IS NOT NULL;--> statement-breakpoint
CREATE INDEX `executions_by_original` ON `executions` (`retry_of`) WHERE retry_of IS NOT NULL;--> statement-breakpoint
CREATE INDEX `executions_unfinished_by_project` ON `executions` (`project_id`,`working_dir`) WHERE status IN ('queued', 'starting', 'running', 'waiting') AND project_id IS NOT NULL;--> statement-breakpoint
ALTER TABLE `keys` ADD `prefix` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `keys` ADD `scopes` text DEFAULT '["admin"]' NOT NULL;--> statement-breakpoint
ALTER TABLE `keys` ADD `expires_at` text;--> statement-breakpoint
ALTER TABLE `keys` ADD `last_used_at` text;--> statement-breakpoint
CREATE UNIQUE INDEX `keys_by_name` ON `keys` (`name`);--> statement-breakpoint
CREATE INDEX `keys_by_prefix` ON `keys` (`prefix`);--> statement-breakpoint
ALTER TABLE `triggers` ADD `sealed_previous` text;--> statement-breakpoint
ALTER TABLE `triggers` ADD `previous_secret_until` text;--> statement-breakpoint
ALTER TABLE `triggers` ADD `workflow_id` text;--> statement-breakpoint
ALTER TABLE `triggers` ADD `input` text;--> statement-breakpoint
ALTER TABLE `triggers` ADD `template_revision` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `triggers` ADD `project_id` text;--> statement-breakpoint
ALTER TABLE `triggers` ADD `allowed_actions` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `triggers` ADD `tags` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `triggers` ADD `field_limits` text DEFAULT '{}' NOT NULL;