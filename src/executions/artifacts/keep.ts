import { chownSync, existsSync, mkdirSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Context } from "~/context.ts";
import { freeBytes } from "~/kit/disk.ts";
import { messageOf } from "~/kit/fault.ts";
import { removeTree } from "~/kit/remove-tree.ts";
import { attemptFiles, type Tree, type User } from "~/process/index.ts";
import { isFinished } from "../status.ts";
import { findExecution } from "../store.ts";
import { type Collected, collect } from "./collect.ts";
import { attemptsWithArtifacts } from "./store.ts";

/** Where a run finds the directory for what it leaves on purpose. */
export const ARTIFACTS_VARIABLE = "AGENTED_ARTIFACTS_DIR";

/** The verdict waits for the copies no longer than this. */
const MOST_MS = 10_000;
const NAMED = 5;

/** Made before the CLI is started, in the attempt's own directory. */
export function makeArtifactsDir(executionDir: string, number: number, user: User | undefined): string {
  const dir = leftIn(executionDir, number);
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  if (user) chownSync(dir, user.uid, user.gid);
  return dir;
}

function leftIn(executionDir: string, number: number): string {
  return join(attemptFiles(executionDir, number).tmp, "artifacts");
}

export function artifactsDir(ctx: Context, execution_id = "", attempt?: number): string {
  return join(ctx.config.data_dir, "artifacts", execution_id, attempt === undefined ? "" : String(attempt));
}

/** Copies what an attempt has left, before its verdict; the rows are written with that. What fails here ends no run. */
export async function keepArtifacts(ctx: Context, { execution_id, dir, number }: Tree): Promise<Collected> {
  const to = artifactsDir(ctx, execution_id, number);
  const { MAX_ARTIFACTS: count, MAX_ARTIFACTS_BYTES, MIN_FREE_DISK_BYTES } = ctx.config;
  const until = ctx.clock.monotonic() + MOST_MS;
  try {
    // Of a server that crashed in the middle.
    await removeTree(to);
    const room = freeBytes(ctx.config.data_dir) - MIN_FREE_DISK_BYTES;
    const bytes = Math.max(0, Math.min(MAX_ARTIFACTS_BYTES, room));
    return await collect(leftIn(dir, number), to, { count, bytes, goesOn: () => ctx.clock.monotonic() < until });
  } catch (err) {
    ctx.log.error({ err, execution_id }, "the artifacts of a run could not be kept");
    return { kept: [], left: [`all of them: ${messageOf(err)}`] };
  }
}

/** What the log says of what was not kept. */
export function noteOf({ redactor }: Context, { left }: Collected): string | undefined {
  if (left.length === 0) return undefined;
  const more = left.length > NAMED ? `; and ${left.length - NAMED} more` : "";
  return redactor.redact(`[not kept as artifacts: ${left.slice(0, NAMED).join("; ")}${more}]`);
}

/** Removes copies that no row tells of: of a crash, or of executions that are gone. */
export async function removeUnlisted(ctx: Context): Promise<void> {
  const root = artifactsDir(ctx);
  for (const id of existsSync(root) ? await readdir(root) : []) {
    const execution = findExecution(ctx.db.orm, id);
    if (execution && !isFinished(execution.status)) continue;
    const listed = attemptsWithArtifacts(ctx.db.orm, id);
    const dir = artifactsDir(ctx, id);
    try {
      for (const attempt of await readdir(dir))
        if (!listed.includes(Number(attempt))) await removeTree(join(dir, attempt));
      if (listed.length === 0) await removeTree(dir);
    } catch (err) {
      ctx.log.warn({ err, execution_id: id }, "the artifacts of an execution could not be removed");
    }
  }
}
