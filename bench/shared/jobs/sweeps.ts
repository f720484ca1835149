import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spawnAttempt, sweep } from "~/process/index.ts";
import { until } from "~/testing/until.ts";
import { jobInput, tell } from "../job.ts";
import { type Summary, summarize } from "../numbers.ts";
import { processesWith } from "../procfs.ts";

export interface Swept {
  ours: Summary;
  /** One look at every process: its line in the table and its environment. */
  bare: Summary;
}

const { strangers, rounds } = jobInput<{ strangers: number; rounds: number }>();
const dir = mkdtempSync(join(tmpdir(), "agented-sweep-"));
const PATH = process.env.PATH ?? "/usr/bin:/bin";
const DAEMON = `setsid sh -c 'trap "" TERM; sleep 100; :' & exec sleep 100`;

function time(act: () => void): number {
  const begin = performance.now();
  act();
  return performance.now() - begin;
}

async function timeSweep(round: number): Promise<number> {
  const execution_id = `exec-sweep-${process.pid}-${round}`;
  const place = { execution_id, dir: join(dir, String(round)), number: 1 };
  const leader = spawnAttempt({ ...place, argv: ["sh", "-c", DAEMON], env: { PATH }, cwd: dir, stdin: "" });
  await until("the daemon", () => processesWith(`AGENTED_EXECUTION_ID=${execution_id}`).length >= 4);
  const ms = time(() => sweep({ ...place, leader }));
  const left = processesWith(`AGENTED_EXECUTION_ID=${execution_id}`);
  if (left.length > 0) throw new Error(`the sweep left ${left.join(" ")}`);
  return ms;
}

function lookAtAll(): void {
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      readFileSync(`/proc/${pid}/stat`);
      readFileSync(`/proc/${pid}/environ`);
    } catch {
      // It has ended.
    }
  }
}

const crowd = Array.from({ length: strangers }, () =>
  Bun.spawn(["sleep", "300"], { stdio: ["ignore", "ignore", "ignore"] }),
);
process.on("exit", () => {
  for (const stranger of crowd) stranger.kill("SIGKILL");
  rmSync(dir, { recursive: true, force: true });
});
process.on("SIGTERM", () => process.exit(143));
const ours: number[] = [];
for (let round = 0; round < rounds; round++) ours.push(await timeSweep(round));
const bare = Array.from({ length: rounds }, () => time(lookAtAll));
tell({ result: { ours: summarize(ours), bare: summarize(bare) } satisfies Swept });
process.exit(0);
