import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freeBytes } from "~/kit/disk.ts";

const CHUNK = 64 * 1024;

/** A disk of so many megabytes, which can be filled and freed; undefined where nobody may mount one. */
export function openSmallDisk(mib: number, root = tmpdir()): SmallDisk | undefined {
  const dir = mkdtempSync(join(root, "small-disk-"));
  const mounted = Bun.spawnSync(["mount", "-t", "tmpfs", "-o", `size=${mib}m`, "tmpfs", dir]);
  if (mounted.success) return new SmallDisk(dir);
  rmSync(dir, { recursive: true });
  return undefined;
}

export class SmallDisk implements Disposable {
  constructor(readonly dir: string) {}

  get free(): number {
    return freeBytes(this.dir);
  }

  /** Until not a byte is free. */
  fill(): void {
    const file = openSync(this.#filler, "a");
    try {
      for (const size of [CHUNK, 1]) while (write(file, size));
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  }

  clear(): void {
    rmSync(this.#filler, { force: true });
  }

  get #filler(): string {
    return join(this.dir, "filler");
  }

  [Symbol.dispose](): void {
    Bun.spawnSync(["umount", "-l", this.dir]);
    rmSync(this.dir, { recursive: true, force: true });
  }
}

function write(file: number, size: number): boolean {
  try {
    return writeSync(file, Buffer.alloc(size)) > 0;
  } catch {
    return false;
  }
}
