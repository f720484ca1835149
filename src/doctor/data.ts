import { constants, Database } from "bun:sqlite";
import { accessSync, existsSync, constants as modes, readFileSync, statSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Config } from "~/config.ts";
import { readMigrations } from "~/db/migrate.ts";
import { messageOf } from "~/kit/fault.ts";
import { nextTo } from "~/kit/secret-file.ts";
import { Vault } from "~/kit/vault.ts";
import { secretKeyPath } from "~/secret-key.ts";
import { type Check, fail, ok, warn } from "./check.ts";
import { nearest } from "./machine.ts";

export function checkDirectory({ data_dir, RUN_AS_USER }: Config): Check {
  const name = "data directory";
  const at = nearest(data_dir);
  if (!writable(at))
    return fail(name, `${at} cannot be written`, "give it to the server's user, or set AGENTED_DATA_DIR");
  if (at !== data_dir) return ok(name, `${data_dir} is made at the first start`);
  const mode = statSync(data_dir).mode & 0o777;
  const wanted = RUN_AS_USER ? 0o711 : 0o700;
  if ((mode & ~wanted) === 0) return ok(name, data_dir);
  return warn(name, `${data_dir} is open to others (mode ${mode.toString(8)})`, "the next start closes it");
}

function writable(dir: string): boolean {
  try {
    accessSync(dir, modes.R_OK | modes.W_OK | modes.X_OK);
    return statSync(dir).isDirectory();
  } catch {
    return false;
  }
}

/** Whether a server runs on the data, as far as its own note of itself tells. */
export function checkInstance({ data_dir }: Config): Check {
  const name = "instance";
  const owner = readOwner(join(data_dir, "instance.json"));
  if (!owner) return ok(name, "no server has run here");
  const named = `pid ${owner.pid} on ${owner.host}`;
  if (owner.host !== hostname()) return ok(name, `the last one was ${named}; whether it runs is to be seen there`);
  return ok(name, runs(owner.pid) ? `running: ${named}` : `not running; the last one was ${named}`);
}

function readOwner(path: string): { pid: number; host: string } | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}

function runs(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** Reads it without writing: a server may be at work on it. */
export function checkDatabase({ db_path, migrations_dir }: Config): Check {
  const name = "database";
  if (!existsSync(db_path)) return ok(name, `${db_path} is made at the first start`);
  try {
    const known = readMigrations(migrations_dir).map(({ tag }) => tag);
    const applied = rowsOf<{ tag: string }>(db_path, "SELECT tag FROM schema_migrations");
    const stranger = applied.find(({ tag }) => !known.includes(tag));
    if (stranger)
      return fail(
        name,
        `${db_path} is newer than this program (${stranger.tag})`,
        "update the program, or restore a backup",
      );
    const pending = known.length - applied.length;
    const todo = pending > 0 ? `; the next start applies ${pending} migrations, after a backup` : "";
    return ok(name, `${db_path}${todo}`);
  } catch (error) {
    return fail(
      name,
      `${db_path} cannot be read: ${messageOf(error)}`,
      "give it to the server's user, or restore a backup",
    );
  }
}

/** Reads without writing. The file that SQLite would make to read a database at rest would stay: that is opened as unchangeable. */
export function rowsOf<Row>(path: string, sql: string): Row[] {
  const atRest = !existsSync(`${path}-wal`);
  const uri = `${pathToFileURL(path).href}${atRest ? "?immutable=1" : ""}`;
  const db = new Database(uri, constants.SQLITE_OPEN_READONLY | constants.SQLITE_OPEN_URI);
  try {
    using rows = db.query<Row, []>(sql);
    return rows.all();
  } finally {
    db.close();
  }
}

export function checkSecretKey(config: Config): Check {
  const name = "secret key";
  const path = secretKeyPath(config);
  const kept = config.SECRET_KEY === undefined && existsSync(path);
  const remedy = "restore the one the secrets were stored under; without it, give them anew";
  try {
    if (config.SECRET_KEY === undefined && !kept) {
      if (notedFingerprint(config) === undefined) return ok(name, `${path} is made at the first start`);
      return fail(name, `${path} is gone: stored secrets cannot be read`, remedy);
    }
    const { fingerprint } = new Vault(config.SECRET_KEY ?? readFileSync(path, "utf8").trim());
    const noted = notedFingerprint(config);
    if (kept && existsSync(nextTo(path)))
      return warn(name, "a rotation was cut off", "the next start, or `agented secrets rotate`, ends it");
    if (noted !== undefined && noted !== fingerprint)
      return fail(name, "stored secrets are sealed under another", remedy);
  } catch (error) {
    return fail(name, messageOf(error), remedy);
  }
  if (!kept) return ok(name, "SECRET_KEY is set");
  if ((statSync(path).mode & 0o077) === 0) return ok(name, path);
  return warn(
    name,
    `${path} can be read by others`,
    "the next start closes it; `agented secrets rotate` makes a new one",
  );
}

function notedFingerprint({ db_path }: Config): string | undefined {
  if (!existsSync(db_path)) return undefined;
  const sql = "SELECT value FROM server_state WHERE key = 'secret_key'";
  return rowsOf<{ value: string }>(db_path, sql)[0]?.value;
}
