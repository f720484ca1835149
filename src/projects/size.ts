import { lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Context } from "~/context.ts";
import { Fault } from "~/kit/fault.ts";

const LOOK_MS = 500;

/** What a clone takes of the disk, as far as it matters: its packs, the one that is being received among them. */
export function packedBytes(repo: string): number {
  return packFiles(repo).reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Packs with their indexes; none of a clone that is not made yet. */
export function packFiles(repo: string): { name: string; bytes: number }[] {
  const dir = join(repo, "objects", "pack");
  try {
    return readdirSync(dir).map((name) => ({ name, bytes: lstatSync(join(dir, name), QUIET)?.size ?? 0 }));
  } catch {
    // Git makes and removes them as we look.
    return [];
  }
}

const QUIET = { throwIfNoEntry: false } as const;

/** Acts with a signal that ends it when the clone grows over the limit; then throws a Fault `too_large`. */
export async function withinSize<T>(
  ctx: Context,
  repo: string,
  max_bytes: number,
  outer: AbortSignal,
  act: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const grown = new AbortController();
  const over = () => packedBytes(repo) > max_bytes;
  let cancel = () => {};
  const look = () => {
    if (over()) grown.abort();
    else cancel = ctx.clock.after(LOOK_MS, look);
  };
  look();
  const [done] = await Promise.allSettled([act(AbortSignal.any([outer, grown.signal]))]);
  cancel();
  if (grown.signal.aborted || over()) throw tooLarge("clone", max_bytes);
  if (done.status === "rejected") throw done.reason;
  return done.value;
}

export function tooLarge(what: string, max_bytes: number): Fault {
  return new Fault("too_large", `The ${what} is larger than the project's max_bytes, ${max_bytes}: raise that.`);
}
