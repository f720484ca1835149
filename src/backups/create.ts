import { copyFileSync, existsSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Config } from "~/config.ts";
import { type Copied, sync } from "~/db/copy.ts";
import { freeBytes } from "~/kit/disk.ts";
import { Fault, messageOf } from "~/kit/fault.ts";
import { secretKeyPath } from "~/secret-key.ts";
import { version } from "../../package.json";
import type { Cause, Manifest } from "./model.ts";
import { DATABASE, finish, layDraft } from "./shelf.ts";

export interface Order {
  id: string;
  created_at: string;
  cause: Cause;
  /** The keys too: whoever has such a backup reads every stored secret, and may do everything. */
  secrets: boolean;
}

/** Copies the database there and answers what it holds: on this thread or on another. */
export type Copy = (from: string, to: string) => Promise<Copied> | Copied;

/** One that has a place, and nothing in it. */
export interface Begun {
  root: string;
  draft: string;
  manifest: Manifest;
}

/** Throws a Fault `unavailable` where nothing can be laid. */
export function lay(root: string, { secrets, ...given }: Order): Begun {
  const blank = { migrations: [], counts: {}, files: [], secrets, failure: null };
  const manifest: Manifest = { format: 1, ...given, ...blank, status: "running", version };
  try {
    return { root, draft: layDraft(root, manifest), manifest };
  } catch (error) {
    const message = `No backup can be laid in ${root}: ${messageOf(error)}. Make it a directory that the server may write to.`;
    throw new Fault("unavailable", message, { code: "backups_unwritable" });
  }
}

/**
 * Makes the backup that was laid and answers its directory. Of one that fails the reason is kept, and nothing else; what
 * went wrong is thrown as well.
 */
export async function fill(config: Config, { root, draft, manifest: begun }: Begun, copy: Copy): Promise<string> {
  try {
    const { size, sha256, ...held } = await copy(config.db_path, join(draft, DATABASE));
    const keys = begun.secrets ? writeKeys(config, draft) : [];
    const files = [{ name: DATABASE, size, sha256 }, ...keys];
    return await finish(root, draft, { ...begun, ...held, files, status: "done" });
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    await keepFailure(root, { ...begun, status: "failed", failure: messageOf(error) });
    throw error;
  }
}

async function keepFailure(root: string, failed: Manifest): Promise<void> {
  try {
    await finish(root, layDraft(root, failed), failed);
  } catch {
    // The disk has no room even for that; whoever asked is told of the failure itself.
  }
}

/** Throws a Fault `unavailable`: a disk that a backup has filled would stop all work. */
export function refuseWithoutRoom({ db_path, MIN_FREE_DISK_BYTES }: Config, root: string): void {
  const needed = statSync(db_path).size + MIN_FREE_DISK_BYTES;
  const free = freeBytes(root);
  if (free >= needed) return;
  const message = `A backup needs ${needed} bytes with what must stay free, and the disk has ${free}.`;
  throw new Fault("unavailable", message, { code: "disk_full", headers: { "Retry-After": "60" } });
}

/** The keys under the names they have in the data directory, whether they lie there or are set. */
function writeKeys(config: Config, dir: string): Manifest["files"] {
  const keys = [
    { name: "secret_key", given: config.SECRET_KEY, path: secretKeyPath(config) },
    { name: "api_key", given: config.AGENTED_API_KEY, path: join(config.data_dir, "api_key") },
  ];
  return keys.flatMap(({ name, given, path }) => {
    const to = join(dir, name);
    if (given !== undefined) writeFileSync(to, `${given}\n`, { mode: 0o600 });
    else if (existsSync(path)) copyFileSync(path, to);
    else return [];
    sync(to);
    return [{ name, size: statSync(to).size, sha256: null }];
  });
}
