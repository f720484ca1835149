import { noteLimit } from "~/accounts/index.ts";
import { nextRelease, releaseLimited } from "~/executions/hold.ts";
import { claimNext } from "~/executions/queue.ts";
import { fakeClock } from "~/kit/clock.ts";
import { jobInput, tell } from "../job.ts";
import { ANY_CLAUDE, openPool, queueUp } from "../pool.ts";

/** So many wait in so many lanes while every account is at its limit. */
export interface Holding {
  queued: number;
  lanes: number;
}

/** What all of it takes, and the longest transaction: for so long nobody else is answered. */
export interface Span {
  whole_ms: number;
  longest_ms: number;
}

export interface Holds {
  hold: Span;
  /** When the time has come. */
  release: Span;
  /** When somebody clears a cooldown. */
  clear: Span;
  /** One UPDATE of all rows. */
  bare: Span;
}

const { queued, lanes } = jobInput<Holding>();
const clock = fakeClock();
const ctx = openPool({ clock });
const HOUR_MS = 3_600_000;

/** Each step one transaction, until there is nothing left to do. */
function timed(step: () => unknown): Span {
  const times: number[] = [];
  for (let again: unknown = true; again; ) {
    const begin = performance.now();
    again = step();
    times.push(performance.now() - begin);
  }
  return { whole_ms: times.reduce((sum, ms) => sum + ms), longest_ms: Math.max(...times) };
}

function limitAll(): void {
  const { sqlite } = ctx.db;
  const ids = sqlite.query<{ id: string }, []>("SELECT id FROM accounts WHERE backend = 'claude'").all();
  const limit = { scope: "account", kind: "usage", hard: true, message: "limited" } as const;
  const resets_at = clock.iso(clock.now() + HOUR_MS);
  ctx.db.tx((tx, after) => {
    for (const { id } of ids)
      noteLimit(
        ctx,
        tx,
        after,
        { id: "att-of-nobody", backend: "claude", account_id: id, model: null },
        { ...limit, resets_at },
      );
  });
}

function held(): number {
  const count = ctx.db.sqlite.query<{ n: number }, []>("SELECT count(*) AS n FROM executions WHERE held = 'limit'");
  return count.get()?.n ?? 0;
}

function expectHeld(count: number): void {
  if (held() !== count) throw new Error(`${held()} are held, not ${count}`);
}

// The first claim of a process compiles its code; that is not what is asked.
queueUp(ctx, 1, 1, ANY_CLAUDE);
claimNext(ctx);
queueUp(ctx, queued, lanes, ANY_CLAUDE);
limitAll();
const hold = timed(() => claimNext(ctx));
expectHeld(queued);
const clear = timed(() => ctx.db.tx((_tx, after) => releaseLimited(ctx, after)));
expectHeld(0);
timed(() => claimNext(ctx));
clock.advance(Date.parse(nextRelease(ctx) ?? "") - clock.now());
// What follows the last release is a claim.
const release = timed(() => claimNext(ctx) === "again");
expectHeld(0);
const all = ctx.db.sqlite.query("UPDATE executions SET not_before = ?, held = 'limit' WHERE status = 'queued'");
const bare = timed(() => void all.run(clock.iso()));
tell({ result: { hold, release, clear, bare } satisfies Holds });
process.exit(0);
