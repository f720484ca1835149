import { randomBytes } from "node:crypto";
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";

/**
 * Reads a secret kept in a file of mode 0600, or makes it. Made atomically: of two that start at once one wins and
 * both read its text. Throws what the file system throws when it can be neither read nor written.
 */
export function secretFile(path: string, make: () => string): { text: string; made: boolean } {
  if (existsSync(path)) return { text: readSecret(path), made: false };
  const draft = newDraft(path);
  try {
    writeDraft(draft, make());
    linkSync(draft, path);
    return { text: readSecret(path), made: true };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return { text: readSecret(path), made: false };
  } finally {
    if (existsSync(draft)) unlinkSync(draft);
  }
}

/** Lays a secret beside the one it is to replace: whole or not at all. */
export function layNext(path: string, text: string): void {
  const draft = newDraft(path);
  writeDraft(draft, text);
  renameSync(draft, nextTo(path));
  syncDir(path);
}

/** The secret that was laid beside this one takes its place. */
export function takeNext(path: string): void {
  renameSync(nextTo(path), path);
  syncDir(path);
}

/** Ends a replacement that was cut off: forwards when the next secret `isCurrent`, else as if it had never begun. */
export function mendSecret(path: string, isCurrent: (text: string) => boolean): void {
  const next = nextTo(path);
  if (!existsSync(next)) return;
  if (isCurrent(readSecret(next))) takeNext(path);
  else unlinkSync(next);
}

export function nextTo(path: string): string {
  return `${path}.next`;
}

/** Not by the pid alone: in a container every life has the same, and a crash may leave a draft. */
function newDraft(path: string): string {
  return `${path}.${randomBytes(6).toString("hex")}.tmp`;
}

function writeDraft(draft: string, text: string): void {
  const file = openSync(draft, "wx", 0o600);
  try {
    writeSync(file, `${text}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** A rename outlives a power cut once its directory is written. */
function syncDir(path: string): void {
  const dir = openSync(dirname(path), "r");
  try {
    fsyncSync(dir);
  } finally {
    closeSync(dir);
  }
}

/** An empty secret would be everybody's: it is refused. A file on a read-only mount stays as it is. */
function readSecret(path: string): string {
  if ((statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o600);
  const text = readFileSync(path, "utf8").trim();
  if (text === "") throw new Error(`${path} is empty: remove it and a new one is made`);
  return text;
}
