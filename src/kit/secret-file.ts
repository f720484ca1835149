import { randomBytes } from "node:crypto";
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  statSync,
  unlinkSync,
  writeSync,
} from "node:fs";

/**
 * Reads a secret kept in a file of mode 0600, or makes it. Made atomically: of two that start at once one wins and
 * both read its text. Throws what the file system throws when it can be neither read nor written.
 */
export function secretFile(path: string, make: () => string): { text: string; made: boolean } {
  if (existsSync(path)) return { text: readSecret(path), made: false };
  // Not the pid alone: in a container every life has the same, and a crash may leave a draft.
  const draft = `${path}.${randomBytes(6).toString("hex")}.tmp`;
  const file = openSync(draft, "wx", 0o600);
  try {
    writeSync(file, `${make()}\n`);
    fsyncSync(file);
    linkSync(draft, path);
    return { text: readSecret(path), made: true };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return { text: readSecret(path), made: false };
  } finally {
    closeSync(file);
    unlinkSync(draft);
  }
}

/** An empty secret would be everybody's: it is refused. A file on a read-only mount stays as it is. */
function readSecret(path: string): string {
  if ((statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o600);
  const text = readFileSync(path, "utf8").trim();
  if (text === "") throw new Error(`${path} is empty: remove it and a new one is made`);
  return text;
}
