import { Database, SQLiteError } from "bun:sqlite";
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";

/** Another server holds this data directory. `main.ts` prints the message and exits 75. */
export class LockedError extends Error {
  override readonly name = "LockedError";
}

export interface InstanceLock {
  /** False once the file it is in was removed or replaced: another server may then have taken its place. */
  held(): boolean;
  release(): void;
}

/**
 * One server per data directory, because the bells, the timers and the limiter live in one memory. An exclusive
 * SQLite transaction held for life is the lock: the kernel frees it with the process, however that ends. The owner's
 * name lies in a file of its own, for the locked database cannot be read. Keep what is answered: nobody's lock is
 * collected, and free.
 */
export function takeInstanceLock(dataDir: string): InstanceLock {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const owner = join(dataDir, "instance.json");
  const path = join(dataDir, "instance.lock");
  const lock = new Database(path, { create: true });
  try {
    // Of two that begin at once each can find the other in its way: then one must wait until the other has let go.
    lock.run("PRAGMA busy_timeout = 250");
    lock.run("PRAGMA journal_mode = DELETE");
    lock.run("BEGIN EXCLUSIVE");
  } catch (cause) {
    lock.close();
    if (!(cause instanceof SQLiteError) || cause.code !== "SQLITE_BUSY") throw cause;
    throw new LockedError(`The data directory ${dataDir} belongs to a running server (${nameOf(owner)}).`, { cause });
  }
  writeFileSync(owner, `${JSON.stringify({ pid: process.pid, host: hostname() })}\n`, { mode: 0o600 });
  const inode = statSync(path).ino;
  return { held: () => statSync(path, { throwIfNoEntry: false })?.ino === inode, release: () => lock.close() };
}

function nameOf(owner: string): string {
  try {
    const { pid, host } = JSON.parse(readFileSync(owner, "utf8")) as { pid: number; host: string };
    return `pid ${pid} on ${host}`;
  } catch {
    return "its name is not written yet";
  }
}
