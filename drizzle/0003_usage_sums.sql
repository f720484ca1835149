DROP INDEX `usage_by_start`;--> statement-breakpoint
DROP INDEX `usage_by_trigger`;--> statement-breakpoint
DROP INDEX `usage_by_account`;--> statement-breakpoint
DROP INDEX `usage_by_backend`;--> statement-breakpoint
DROP INDEX `usage_by_project`;--> statement-breakpoint
CREATE INDEX `usage_by_start` ON `usage` (`started_at`,`execution_id`,`number`,`cost_usd`,`total_tokens`,`unpriced_tokens`,`duration_ms`,`input_tokens`,`cache_read_tokens`,`cache_write_tokens`,`output_tokens`,`reasoning_tokens`,`turns`,`incomplete`);--> statement-breakpoint
CREATE INDEX `usage_by_trigger` ON `usage` (`trigger_id`,`started_at`,`execution_id`,`number`,`cost_usd`,`total_tokens`,`unpriced_tokens`,`duration_ms`,`input_tokens`,`cache_read_tokens`,`cache_write_tokens`,`output_tokens`,`reasoning_tokens`,`turns`,`incomplete`);--> statement-breakpoint
CREATE INDEX `usage_by_account` ON `usage` (`account_id`,`started_at`,`execution_id`,`number`,`cost_usd`,`total_tokens`,`unpriced_tokens`,`duration_ms`,`input_tokens`,`cache_read_tokens`,`cache_write_tokens`,`output_tokens`,`reasoning_tokens`,`turns`,`incomplete`);--> statement-breakpoint
CREATE INDEX `usage_by_backend` ON `usage` (`backend`,`started_at`,`execution_id`,`number`,`cost_usd`,`total_tokens`,`unpriced_tokens`,`duration_ms`,`input_tokens`,`cache_read_tokens`,`cache_write_tokens`,`output_tokens`,`reasoning_tokens`,`turns`,`incomplete`);--> statement-breakpoint
CREATE INDEX `usage_by_project` ON `usage` (`project`,`started_at`,`execution_id`,`number`,`cost_usd`,`total_tokens`,`unpriced_tokens`,`duration_ms`,`input_tokens`,`cache_read_tokens`,`cache_write_tokens`,`output_tokens`,`reasoning_tokens`,`turns`,`incomplete`);