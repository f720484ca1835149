import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { asc, eq, sql } from "drizzle-orm";
import type { Context } from "~/context.ts";
import { persist } from "~/db/persist.ts";
import type { Orm } from "~/db/tx.ts";
import { removeTree } from "~/kit/remove-tree.ts";
import * as processes from "~/process/index.ts";
import { requestStop } from "./cancel.ts";
import type { Claimed } from "./queue.ts";
import { follow } from "./run.ts";
import type { Stage } from "./scene.ts";
import { type Ending, settle } from "./settle.ts";
import { executionDir } from "./start.ts";
import { isFinished } from "./status.ts";
import { findExecution } from "./store.ts";
import { attempts, executions } from "./tables.ts";

const WRAPPER_MS = 5_000;
const RECORDER_MS = 250;

/** What an earlier boot left unfinished. */
export function listUnfinished(ctx: Context): Claimed[] {
  const rows = ctx.db.prepared(selectUnfinished).all();
  return rows.map((row) => ({ execution: row.executions, attempt: row.attempts }));
}

const selectUnfinished = (orm: Orm) => {
  const query = orm.select().from(attempts).innerJoin(executions, eq(executions.id, attempts.execution_id));
  // In literals, or SQLite would not see that an index holds just these.
  return query.where(sql`attempts.status IN ('starting', 'running')`).orderBy(asc(attempts.id)).prepare();
};

/**
 * Goes on with an attempt of an earlier boot. Its process lives: the run never notices. It has ended: settled from
 * its exit file, or lost. It never began: queued again.
 */
export async function resume(stage: Stage, claimed: Claimed): Promise<void> {
  const { ctx } = stage;
  const { execution, attempt } = claimed;
  const dir = executionDir(ctx, execution.id);
  const files = processes.attemptFiles(dir, attempt.number);
  const tree = { execution_id: execution.id, dir, number: attempt.number, leader: undefined };
  const leader = leaderOf(claimed) ?? (await awaitLeader(ctx, tree, files));
  if (leader && existsSync(files.out)) {
    await follow(stage, claimed, { leader });
    return;
  }
  await persist(ctx, stage.detach, () => processes.sweep(tree));
  const detail = leader ? "Its process and its output are gone." : "The server went before its process began.";
  const ending: Ending = { status: "interrupted", reason: "lost", detail, nothing_ran: leader === undefined };
  await persist(ctx, stage.detach, () => settle(ctx, claimed, ending));
}

function leaderOf({ attempt }: Claimed): processes.Leader | undefined {
  const { pid, pid_started: started, machine_boot } = attempt;
  return pid !== null && started !== null && machine_boot !== null ? { pid, started, machine_boot } : undefined;
}

/** The server died between spawn and row: the wrapper says who it is, or is about to. */
async function awaitLeader(
  ctx: Context,
  tree: processes.Tree,
  files: processes.Files,
): Promise<processes.Leader | undefined> {
  const until = ctx.clock.monotonic() + WRAPPER_MS;
  for (;;) {
    const leader = processes.readPid(files);
    if (leader || ctx.clock.monotonic() > until) return leader;
    if (processes.findMembers(tree, new Map()).length === 0) return processes.readPid(files);
    await ctx.clock.sleep(10);
  }
}

/** Removes what a crash left of executions that were settled, or that the database does not know (any more). */
export async function removeLeftovers(ctx: Context): Promise<void> {
  const root = join(ctx.config.data_dir, "executions");
  for (const id of existsSync(root) ? readdirSync(root) : []) {
    const execution = findExecution(ctx.db.orm, id);
    if (execution && !isFinished(execution.status)) continue;
    const dir = join(root, id);
    try {
      for (const name of readdirSync(dir))
        if (name.endsWith(".pid")) await endLeftover(ctx, id, dir, Number.parseInt(name, 10));
      await removeTree(dir);
    } catch (err) {
      ctx.log.warn({ err, execution_id: id }, "the files of an execution could not be removed");
    }
  }
}

/** What no row tells of, nobody would ever stop. */
async function endLeftover(ctx: Context, execution_id: string, dir: string, number: number): Promise<void> {
  const leader = processes.readPid(processes.attemptFiles(dir, number));
  const tree = { execution_id, dir, number, leader };
  processes.sweep(tree);
  await processes.endRecorders(tree, ctx.clock, RECORDER_MS);
}

/** For a server that takes its runs along: each is told to end. */
export function stopAll(ctx: Context): void {
  const live = listUnfinished(ctx);
  ctx.db.tx((tx, after) => {
    for (const { execution } of live) requestStop(ctx, tx, after, execution.id, "shutdown");
  });
}
