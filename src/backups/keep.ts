import { rmSync } from "node:fs";
import { audit } from "~/audit/index.ts";
import type { Context } from "~/context.ts";
import { Fault, messageOf } from "~/kit/fault.ts";
import { fill, lay, refuseWithoutRoom } from "./create.ts";
import { getBackup } from "./describe.ts";
import type { Backup, BackupCheck, Cause } from "./model.ts";
import { backupsDir, listShelf } from "./shelf.ts";
import type { Verdict } from "./verify.ts";

/**
 * Begins a backup on a thread of its own; without the keys, for those a person takes who has the machine. Throws a Fault
 * `conflict` while another is made, and `unavailable` where there is no room, or none can be laid.
 */
export function beginBackup(ctx: Context, cause: Cause): { backup: Backup; made: Promise<boolean> } {
  const { config } = ctx;
  const root = backupsDir(config);
  const other = listShelf(root).find(({ manifest }) => manifest.status === "running");
  if (other) throw new Fault("conflict", `The backup ${other.manifest.id} is being made.`, { code: "backup_running" });
  refuseWithoutRoom(config, config.data_dir);
  const order = { id: ctx.newId("backup"), created_at: ctx.clock.iso(), cause, secrets: false };
  const begun = lay(root, order);
  try {
    ctx.db.tx((tx) => audit(ctx, tx, { action: "backup.created", subject_id: order.id }));
  } catch (error) {
    rmSync(begun.draft, { recursive: true });
    throw error;
  }
  const making = fill(config, begun, (from, to) => ctx.threads.run({ kind: "copy", from, to }));
  return { made: told(ctx, order.id, making), backup: getBackup(ctx, order.id) };
}

async function told(ctx: Context, backup_id: string, making: Promise<string>): Promise<boolean> {
  try {
    await making;
    const { size_bytes } = getBackup(ctx, backup_id);
    ctx.log.info({ backup_id, size_bytes }, "backup made");
    return true;
  } catch (error) {
    ctx.log.error({ backup_id, failure: messageOf(error) }, "a backup could not be made");
    return false;
  }
}

/** Reads all of it, beside all other work. Throws a Fault `not_found`. */
export async function checkBackup(ctx: Context, id: string): Promise<BackupCheck> {
  const { path: dir } = getBackup(ctx, id);
  const task = { dir, migrations_dir: ctx.config.migrations_dir };
  const { faults } = await ctx.threads.perform<Verdict>("src/backups/verify-worker.ts", task);
  return { whole: faults.length === 0, faults };
}

/** Throws a Fault `not_found`, and `conflict` while it is being made. */
export function deleteBackup(ctx: Context, id: string): void {
  const { status, path } = getBackup(ctx, id);
  if (status === "running") throw new Fault("conflict", `The backup ${id} is being made.`, { code: "backup_running" });
  // First what may not be possible just now.
  ctx.db.tx((tx) => audit(ctx, tx, { action: "backup.deleted", subject_id: id }));
  rmSync(path, { recursive: true });
}
