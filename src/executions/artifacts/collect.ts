import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, mkdir, open, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { messageOf } from "~/kit/fault.ts";
import { cleanName, mediaTypeOf } from "./names.ts";

const CHUNK = 256 * 1024;
const DEEPEST = 16;
/** Neither follows a link nor waits for whoever writes into a pipe. */
const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

export interface Artifact {
  number: number;
  name: string;
  size: number;
  sha256: string;
  media_type: string;
}

export interface Limits {
  count: number;
  bytes: number;
  /** Whether there is time for more. */
  goesOn: () => boolean;
}

/** What was kept, and of what was not the name and why. */
export interface Collected {
  kept: Artifact[];
  left: string[];
}

/**
 * Copies what a run has left in a directory, which is still the run's own: each thing is opened once, never through a
 * link, and judged by what was opened. The copies are named by numbers.
 */
export async function collect(from: string, to: string, limits: Limits): Promise<Collected> {
  const collector = new Collector(to, limits);
  let root: FileHandle | undefined;
  try {
    root = await open(from, FLAGS | constants.O_DIRECTORY);
    await collector.walk(root, from, "", 0);
  } catch (error) {
    if (codeOf(error) !== "ENOENT") collector.left.push(`the directory itself: ${reasonOf(error)}`);
  } finally {
    await root?.close();
  }
  return collector;
}

class Collector implements Collected {
  kept: Artifact[] = [];
  left: string[] = [];
  #bytes = 0;

  constructor(
    private readonly to: string,
    private readonly limits: Limits,
  ) {}

  async walk(dir: FileHandle, path: string, prefix: string, depth: number): Promise<void> {
    const base = pathOf(dir, path);
    for (const entry of (await readdir(base)).sort()) {
      const name = prefix + entry;
      try {
        await this.#take(join(base, entry), name, depth);
      } catch (error) {
        this.#leave(name, reasonOf(error));
      }
    }
  }

  async #take(path: string, name: string, depth: number): Promise<void> {
    const file = await open(path, FLAGS);
    try {
      const stat = await file.stat();
      if (stat.isDirectory()) {
        if (depth >= DEEPEST) return this.#leave(name, "lies too deep");
        return await this.walk(file, path, `${name}/`, depth + 1);
      }
      if (!stat.isFile()) return this.#leave(name, "is no plain file");
      // Another name of it may be of a file that the run could not read itself.
      if (stat.nlink !== 1) return this.#leave(name, "has several names");
      if (this.kept.length >= this.limits.count) return this.#leave(name, "is one too many");
      if (this.#bytes + stat.size > this.limits.bytes) return this.#leave(name, "is too large");
      await this.#copy(file, name);
    } finally {
      await file.close();
    }
  }

  async #copy(file: FileHandle, given: string): Promise<void> {
    const number = this.kept.length + 1;
    await mkdir(this.to, { recursive: true, mode: 0o700 });
    const path = join(this.to, String(number));
    try {
      const { size, sha256 } = await this.#pour(file, path);
      const name = cleanName(given);
      this.kept.push({ number, name, size, sha256, media_type: mediaTypeOf(name) });
      this.#bytes += size;
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
  }

  async #pour(file: FileHandle, path: string): Promise<{ size: number; sha256: string }> {
    const hash = createHash("sha256");
    const chunk = Buffer.allocUnsafe(CHUNK);
    const target = await open(path, "wx", 0o600);
    let size = 0;
    try {
      for (;;) {
        const { bytesRead } = await file.read(chunk, 0, CHUNK, size);
        if (bytesRead === 0) break;
        size += bytesRead;
        // It may have grown since it was looked at.
        if (this.#bytes + size > this.limits.bytes) throw new Error("is too large");
        if (!this.limits.goesOn()) throw new Error("would take too long");
        const read = chunk.subarray(0, bytesRead);
        hash.update(read);
        await target.writeFile(read);
      }
    } finally {
      await target.close();
    }
    return { size, sha256: hash.digest("hex") };
  }

  #leave(name: string, why: string): void {
    this.left.push(`${cleanName(name)}: ${why}`);
  }
}

/** The opened directory itself, whatever its name leads to by now. Where there is no such path, its name. */
function pathOf(dir: FileHandle, path: string): string {
  return process.platform === "linux" ? `/proc/self/fd/${dir.fd}` : path;
}

function reasonOf(error: unknown): string {
  const code = codeOf(error);
  if (code === "ELOOP") return "is a link";
  return code === "ENOTDIR" ? "is no directory" : messageOf(error);
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
