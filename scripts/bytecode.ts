/** Makes what `start.ts` runs. By itself for who installs the server where it may not write. */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dir, "..");
const DIST = join(ROOT, "dist");
const DAY_MS = 24 * 60 * 60 * 1000;
/** What the server is not made of: tests, and what browsers load, which is built by itself. */
const NOT_OURS = /\.(test|browser)\.ts$|\.tsx$|\.css$|\/testing\//;

/**
 * The server as one file of bytecode, which is ready in half the time that its thousand modules take: its path. It lies
 * below the hash of what it is made of, and is made when there is none.
 */
export function bytecode(): string {
  const dir = join(DIST, `server-${hashOfSources()}`);
  if (!existsSync(dir)) make(dir);
  return join(dir, "main.js");
}

function hashOfSources(): string {
  // Where it lies is part of it: the paths of its files are.
  const hasher = new Bun.CryptoHasher("sha256").update(`${Bun.version} ${Bun.revision} ${ROOT}`);
  const sources = [...new Bun.Glob("src/**/*").scanSync({ cwd: ROOT })].filter((path) => !NOT_OURS.test(path)).sort();
  for (const path of ["package.json", "bun.lock", "tsconfig.json", ...sources])
    hasher.update(path).update(readFileSync(join(ROOT, path)));
  return hasher.digest("hex").slice(0, 16);
}

/** Whole or not at all. Of two who make it at once the first is heeded. */
function make(dir: string): void {
  const unfinished = `${dir}.${process.pid}`;
  // No source map: it would be read at the start, for 70 ms and 13 MB.
  const where = [`--outdir=${unfinished}`, `--public-path=${dir}/`];
  const options = ["--target=bun", "--format=cjs", "--bytecode", ...where];
  mkdirSync(DIST, { recursive: true });
  removeOld();
  try {
    const built = Bun.spawnSync([process.execPath, "build", "src/main.ts", ...options], { cwd: ROOT });
    if (!built.success) throw new Error(built.stderr.toString());
    renameSync(unfinished, dir);
  } catch (error) {
    if (!existsSync(dir)) throw error;
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

/** Not those of today: a server that runs may yet read its documentation's files. */
function removeOld(): void {
  for (const name of readdirSync(DIST)) {
    const path = join(DIST, name);
    // Another who starts may just have taken it away.
    const { mtimeMs = Date.now() } = statSync(path, { throwIfNoEntry: false }) ?? {};
    if (name.startsWith("server-") && Date.now() - mtimeMs > DAY_MS) rmSync(path, { recursive: true, force: true });
  }
}

if (import.meta.main) console.log(bytecode());
