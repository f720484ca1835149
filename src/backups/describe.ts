import { statSync } from "node:fs";
import type { Context } from "~/context.ts";
import { Fault } from "~/kit/fault.ts";
import type { Backup } from "./model.ts";
import { backupsDir, listShelf, type Shelved, sizeOf } from "./shelf.ts";

/** A page, newest first. */
export function listBackups(ctx: Context, { limit, cursor }: { limit: number; cursor?: string }) {
  const further = listShelf(backupsDir(ctx.config)).filter(
    ({ manifest: { id } }) => cursor === undefined || id < cursor,
  );
  const backups = further.slice(0, limit).map((shelved) => describe(ctx, shelved));
  return { backups, next_cursor: further.length > limit ? (backups.at(-1)?.id ?? null) : null };
}

/** Throws a Fault `not_found`. */
export function getBackup(ctx: Context, id: string): Backup {
  const found = listShelf(backupsDir(ctx.config)).find(({ manifest }) => manifest.id === id);
  if (!found) throw new Fault("not_found", `There is no backup ${id}.`);
  return describe(ctx, found);
}

/** When the newest whole one was begun; null while there is none. */
export function lastBackupAt({ config }: Context): string | null {
  const last = listShelf(backupsDir(config)).find(({ manifest }) => manifest.status === "done");
  return last?.manifest.created_at ?? null;
}

function describe({ clock, config }: Context, shelved: Shelved): Backup {
  const { id, status, cause, created_at, version, migrations, counts, secrets, failure } = shelved.manifest;
  return {
    ...{ id, status, cause, created_at, version, counts, secrets, failure },
    age_secs: Math.max(0, Math.round((clock.now() - Date.parse(created_at)) / 1_000)),
    size_bytes: sizeOf(shelved),
    expected_bytes: status === "running" ? statSync(config.db_path).size : null,
    schema: migrations.at(-1) ?? null,
    path: shelved.dir,
  };
}
