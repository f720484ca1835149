import { rmSync } from "node:fs";
import type { Context } from "~/context.ts";
import { isTransient } from "~/db/transient.ts";
import { beginBackup } from "./keep.ts";
import { backupsDir, listShelf, removeLeftovers } from "./shelf.ts";

const HOUR_MS = 3_600_000;
const LOOK_MS = 60_000;

/** Makes a backup every BACKUP_EVERY_HOURS, counted from the last of them, and keeps the newest BACKUP_KEEP. */
export function startBackups(ctx: Context): void {
  removeLeftovers(backupsDir(ctx.config));
  const every_ms = ctx.config.BACKUP_EVERY_HOURS * HOUR_MS;
  if (every_ms === 0) return;
  let tried_at = Number.NEGATIVE_INFINITY;
  const look = async () => {
    try {
      const now = ctx.clock.now();
      if (now - newest(ctx) >= every_ms && now - tried_at >= HOUR_MS) {
        tried_at = now;
        if (await beginBackup(ctx, "schedule").made) prune(ctx);
      }
    } catch (err) {
      // Somebody else's lock is soon gone, and nothing was begun.
      if (isTransient(err)) tried_at = Number.NEGATIVE_INFINITY;
      ctx.log.error({ err }, "the backup that is due could not be made; trying again");
    }
    cancel = ctx.clock.after(LOOK_MS, look);
  };
  let cancel = ctx.clock.after(0, look);
  ctx.disposer.defer(() => cancel());
}

const scheduled = ({ config }: Context) =>
  listShelf(backupsDir(config)).filter(
    ({ manifest }) => manifest.cause === "schedule" && manifest.status !== "running",
  );

function newest(ctx: Context): number {
  const last = scheduled(ctx).find(({ manifest }) => manifest.status === "done");
  return last ? Date.parse(last.manifest.created_at) : Number.NEGATIVE_INFINITY;
}

/** Those that a person asked for stay until a person removes them. */
function prune(ctx: Context): void {
  const whole = scheduled(ctx).filter(({ manifest }) => manifest.status === "done");
  const failed = scheduled(ctx).filter(({ manifest }) => manifest.status === "failed");
  for (const { dir } of [...whole.slice(ctx.config.BACKUP_KEEP), ...failed]) rmSync(dir, { recursive: true });
}
