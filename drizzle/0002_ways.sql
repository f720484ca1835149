ALTER TABLE `schedule_fires` ADD `run_id` text;--> statement-breakpoint
ALTER TABLE `triggers` ADD `workflow_id` text;--> statement-breakpoint
ALTER TABLE `triggers` ADD `input` text;--> statement-breakpoint
ALTER TABLE `run_nodes` ADD `usage` text;--> statement-breakpoint
ALTER TABLE `runs` ADD `trigger_id` text;--> statement-breakpoint
ALTER TABLE `runs` ADD `trigger` text;--> statement-breakpoint
ALTER TABLE `runs` ADD `hops` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `runs` ADD `read_only` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `runs` ADD `supersede_key` text;--> statement-breakpoint
CREATE INDEX `runs_by_trigger` ON `runs` (`trigger_id`,`id`) WHERE trigger_id IS NOT NULL;--> statement-breakpoint
CREATE INDEX `runs_by_supersede_key` ON `runs` (`supersede_key`) WHERE supersede_key IS NOT NULL AND ended_at IS NULL;