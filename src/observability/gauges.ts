import { statSync } from "node:fs";
import { countCooling } from "~/accounts/index.ts";
import { lastBackupAt } from "~/backups/index.ts";
import type { Context } from "~/context.ts";
import { countNow } from "~/executions/index.ts";
import { freeBytes } from "~/kit/disk.ts";
import type { Readiness } from "~/ops/index.ts";

const EPOCH = "1970-01-01T00:00:00.000Z";

/** Everything that is counted, in Prometheus' text form. What is a state is read now, and none of it by a scan. */
export async function scrape(ctx: Context, readiness: Readiness): Promise<string> {
  const { metrics, config, streams } = ctx;
  const { queued, waiting, active } = countNow(ctx);
  metrics.ready.set(readiness().every(({ ok }) => ok) ? 1 : 0);
  metrics.queue_depth.set(queued);
  metrics.runs_waiting.set(waiting);
  metrics.runs_active.reset();
  for (const { backend, n } of active) metrics.runs_active.set({ backend }, n);
  metrics.cooldowns.reset();
  for (const { backend, n } of countCooling(ctx)) metrics.cooldowns.set({ backend }, n);
  metrics.sse_subscribers.set(streams.readers());
  metrics.memory.set(process.memoryUsage.rss());
  metrics.db_bytes.set(sizeOf(config.db_path));
  metrics.db_wal_bytes.set(sizeOf(`${config.db_path}-wal`));
  metrics.disk_free.set(freeBytes(config.data_dir));
  metrics.last_backup.set(Date.parse(lastBackupAt(ctx) ?? EPOCH) / 1_000);
  return metrics.registry.metrics();
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
