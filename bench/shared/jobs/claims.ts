import { type Claimed, claimNext } from "~/executions/queue.ts";
import { jobInput, tell } from "../job.ts";
import { type Summary, summarize } from "../numbers.ts";
import { ANY_CLAUDE, OTHER, openPool, PLACES, queueAgain, queueUp, succeed } from "../pool.ts";

/** How long a claim takes while the queue stays as long as it is. */
export interface Claiming {
  queued: number;
  lanes: number;
  /** All of them wait for places that are taken, and one that comes last in the queue does not. */
  blocked: boolean;
  claims: number;
}

export interface Claims {
  ours: Summary & { per_second: number };
  /** One conditional UPDATE of the oldest, in a transaction of its own. */
  bare: Summary & { per_second: number };
}

const { queued, lanes, blocked, claims } = jobInput<Claiming>();
const ctx = openPool();

function timed<T>(times: number[], act: () => T): T {
  const begin = performance.now();
  const result = act();
  times.push(performance.now() - begin);
  return result;
}

function claimed(times: number[]): Claimed {
  const found = timed(times, () => claimNext(ctx));
  if (found === undefined || found === "again") throw new Error(`nothing was claimed: ${found}`);
  return found;
}

function rateOf(times: number[]) {
  return { ...summarize(times), per_second: (times.length * 1000) / times.reduce((sum, ms) => sum + ms) };
}

queueUp(ctx, queued + PLACES, lanes, ANY_CLAUDE);
const running = Array.from({ length: PLACES }, () => claimed([]));
if (blocked) {
  queueUp(ctx, 1, 1, OTHER);
  running.splice(0);
}
const times: number[] = [];
for (let n = 0; n < claims; n++) {
  const ending = running.shift();
  if (ending) succeed(ctx, ending);
  const next = claimed(times);
  running.push(next);
  queueAgain(ctx, next);
  // The files of what has ended are removed meanwhile.
  if (n % 100 === 99) await Bun.sleep(1);
}

const take = ctx.db.sqlite.query(
  `UPDATE executions SET status = 'starting'
   WHERE id = (SELECT id FROM executions WHERE status = 'queued' AND not_before IS NULL ORDER BY id LIMIT 1)
     AND status = 'queued' RETURNING *`,
);
const bare: number[] = [];
for (let n = 0; n < Math.min(claims, queued); n++) timed(bare, () => take.get());
tell({ result: { ours: rateOf(times), bare: rateOf(bare) } satisfies Claims });
process.exit(0);
