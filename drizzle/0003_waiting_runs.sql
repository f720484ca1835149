CREATE INDEX `runs_queued` ON `runs` (`workflow_id`,`id`) WHERE status = 'queued';--> statement-breakpoint
CREATE INDEX `runs_running` ON `runs` (`workflow_id`) WHERE status = 'running';