import { chmodSync, closeSync, existsSync, fsyncSync, linkSync, openSync, readFileSync, unlinkSync, writeSync } from "node:fs";

/**
 * Reads a secret kept in a file of mode 0600, or makes it. Made atomically: of two that start at once one wins and
 * both read its text. Throws what the file system throws when it can be neither read nor written.
 */
export function secretFile(path: string, make: () => string): { text: string; made: boolean } {
  if (existsSync(path)) return { text: readSecret(path), made: false };
  const draft = `${path}.${process.pid}.tmp`;
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

function readSecret(path: string): string {
  chmodSync(path, 0o600);
  return readFileSync(path, "utf8").trim();
}
