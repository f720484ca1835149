import { copyFileSync, existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { dirname, isAbsolute, join, resolve } from "node:path";
import type { Config } from "~/config.ts";
import { openToRead } from "~/db/check.ts";
import { sync } from "~/db/copy.ts";
import { takeInstanceLock } from "~/db/lock.ts";
import type { Clock } from "~/kit/clock.ts";
import { secretKeyPath } from "~/secret-key.ts";
import { backupsDir, DATABASE } from "./shelf.ts";
import { verifyBackup } from "./verify.ts";

/** The directory of a backup that is named by its path, or by its id among those of this server. */
export function findBackup(config: Config, named: string): string {
  const own = join(backupsDir(config), named);
  return !isAbsolute(named) && existsSync(own) ? own : resolve(named);
}

/**
 * Puts a backup in the place of the database, and of the keys where it holds them, and answers what to tell. Throws a
 * LockedError while a server runs on the data, and an Error when the backup is not whole, or something stands there
 * already and `force` is not given. What stood there stays beside it.
 */
export function restoreBackup(
  config: Config,
  dir: string,
  { force, clock }: { force: boolean; clock: Clock },
): string[] {
  process.umask(0o077);
  using stack = new DisposableStack();
  stack.adopt(takeInstanceLock(config.data_dir), (lock) => lock.release());
  const { manifest, faults } = verifyBackup(dir, config.migrations_dir);
  if (faults.length > 0) throw new Error(`${dir} cannot be restored: ${faults.join("; ")}. Nothing is changed`);
  const places: Record<string, string> = {
    [DATABASE]: config.db_path,
    secret_key: secretKeyPath(config),
    api_key: join(config.data_dir, "api_key"),
  };
  const moves = manifest.files.map(({ name }) => ({ from: join(dir, name), to: places[name] ?? join(dir, name) }));
  const differing = moves.filter(({ from, to }) => to === config.db_path || !isSame(from, to));
  const standing = differing.map(({ to }) => to).filter((path) => existsSync(path));
  if (standing.length > 0 && !force)
    throw new Error(
      `there is already ${standing.join(" and ")}: --force restores, and keeps beside it what stood there`,
    );
  const stamp = clock.iso().replaceAll(/[:.]/g, "-");
  for (const { from, to } of differing) putInPlace(from, to, `${to}.replaced-${stamp}`);
  // It is made anew from the lines.
  for (const ending of ["", "-wal", "-shm"]) rmSync(join(config.data_dir, `search.db${ending}`), { force: true });
  const kept = standing.map((path) => `What stood there is kept as ${path}.replaced-${stamp}.`);
  return [
    `${config.db_path} holds what it held at ${manifest.created_at}.`,
    ...kept,
    ...missing(config, manifest.secrets),
    ...unfinished(config),
  ];
}

function isSame(from: string, to: string): boolean {
  return existsSync(to) && readFileSync(from).equals(readFileSync(to));
}

/** Whole or not at all. The log of the database that stood there goes first: it would be taken for the new one's. */
function putInPlace(from: string, to: string, kept: string): void {
  const draft = `${to}.restoring`;
  mkdirSync(dirname(to), { recursive: true, mode: 0o700 });
  copyFileSync(from, draft);
  sync(draft);
  for (const ending of ["-wal", "-shm"]) if (existsSync(to + ending)) renameSync(to + ending, kept + ending);
  if (existsSync(to)) linkSync(to, kept);
  renameSync(draft, to);
  sync(dirname(to));
}

/** Of the keys, when they are not in it. */
function missing(config: Config, secrets: boolean): string[] {
  const path = secretKeyPath(config);
  if (secrets || config.SECRET_KEY !== undefined || existsSync(path)) return [];
  return [
    `The secret key is not in this backup. Put the one of then at ${path}, or set SECRET_KEY, before the next start: without it the secrets of triggers, accounts and channels cannot be read and must be given anew.`,
  ];
}

/** A backup is not only read: what was under way when it was made goes on. */
function unfinished({ db_path }: Config): string[] {
  using database = openToRead(db_path);
  const [row] = database.query<{ n: number }, []>(UNFINISHED).all();
  if (!row || row.n === 0) return [];
  return [`${row.n} executions were not finished then: the next start goes on with those that wait.`];
}

const UNFINISHED = "SELECT count(*) AS n FROM executions WHERE status IN ('queued', 'starting', 'running', 'waiting')";
