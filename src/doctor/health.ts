import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Config } from "~/config.ts";
import { messageOf } from "~/kit/fault.ts";
import { amount, type Check, fail, ok, warn } from "./check.ts";
import { rowsOf } from "./data.ts";
import { statOf } from "./machine.ts";

const DAY_MS = 24 * 60 * 60 * 1_000;
const OLD_MS = 7 * DAY_MS;
const LONG_WAL_BYTES = 256 * 1024 ** 2;
const BACKUP = /^bak-\w+$/;

/** Is the file whole? Looked at page by page: half a second for each gigabyte. */
export function checkIntegrity({ db_path }: Config): Check {
  const name = "integrity";
  if (!existsSync(db_path)) return ok(name, "there is none yet");
  const remedy = "stop the server, and restore a backup: `agented backup restore`";
  try {
    const found = rowsOf<Record<string, string>>(db_path, "PRAGMA quick_check(5)").flatMap((row) => Object.values(row));
    const damage = found.filter((word) => word !== "ok");
    return damage.length === 0
      ? ok(name, `${amount(statSync(db_path).size)}, no damage`)
      : fail(name, damage.join("; "), remedy);
  } catch (error) {
    return fail(name, messageOf(error), remedy);
  }
}

/** It is merged into the file now and then; one that only grows is held by a reader that does not end. */
export function checkWal({ db_path }: Config): Check {
  const name = "write-ahead log";
  const size = statOf(`${db_path}-wal`)?.size ?? 0;
  if (size < LONG_WAL_BYTES) return ok(name, amount(size));
  return warn(
    name,
    `${amount(size)}: it is not merged`,
    "end what else has the database open, then restart the server",
  );
}

export function checkBackups({ data_dir, db_path }: Config, now: number): Check {
  const name = "backup";
  if (!existsSync(db_path)) return ok(name, "there is nothing to back up yet");
  const dir = join(data_dir, "backups");
  const made = (existsSync(dir) ? readdirSync(dir) : [])
    .filter((entry) => BACKUP.test(entry))
    .map((entry) => statOf(join(dir, entry))?.mtimeMs ?? 0);
  const remedy = "`agented backup create`, and a copy of it elsewhere";
  if (made.length === 0) return warn(name, `there is none in ${dir}`, remedy);
  const age_ms = now - Math.max(...made);
  const says = `the newest of ${made.length} is ${age_ms < DAY_MS ? "of today" : `${Math.floor(age_ms / DAY_MS)} days old`}`;
  return age_ms < OLD_MS ? ok(name, says) : warn(name, says, remedy);
}
