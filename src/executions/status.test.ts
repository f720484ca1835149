import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { prepareAccounts } from "~/accounts/index.ts";
import { readConfig } from "~/config.ts";
import { type Context, openContext } from "~/context.ts";
import type { Scope } from "~/http/scope.ts";
import { answer } from "./answer.ts";
import { cancel, requestStop } from "./cancel.ts";
import { type Claimed, claimNext } from "./queue.ts";
import { retry } from "./retry.ts";
import { type Ending, settle } from "./settle.ts";
import { isFinished, MOVES, STOPS, type StopReason } from "./status.ts";
import { getExecution, listAttempts, listExecutions, markRunning } from "./store.ts";
import { submit } from "./submit.ts";

const MOST = 3;

/** Written again by hand: what the design allows. */
const LEGAL = new Set([
  ...["queued>starting", "queued>cancelled", "queued>failed"],
  ...[
    "starting>running",
    "starting>failed",
    "starting>cancelled",
    "starting>interrupted",
    "starting>timed_out",
    "starting>queued",
  ],
  ...["running>succeeded", "running>failed", "running>timed_out", "running>cancelled", "running>interrupted"],
  ...["queued>waiting", "starting>waiting", "running>waiting", "running>queued"],
  ...["waiting>queued", "waiting>cancelled", "waiting>failed"],
]);

let ctx: Context;
const data_dir = mkdtempSync(join(tmpdir(), "agented-status-"));
beforeAll(() => {
  ctx = openContext(
    readConfig({ AGENTED_DATA_DIR: data_dir, LOG_LEVEL: "silent", MAX_CONCURRENT_EXECUTIONS: String(MOST) }),
  );
  prepareAccounts(ctx);
  // Sees every change, also one that goes around `move`.
  ctx.db.sqlite.run("CREATE TEMP TABLE moves (id TEXT, move TEXT)");
  ctx.db.sqlite.run(
    `CREATE TEMP TRIGGER seen AFTER UPDATE OF status ON main.executions WHEN old.status <> new.status
     BEGIN INSERT INTO moves VALUES (new.id, old.status || '>' || new.status); END`,
  );
});
afterAll(async () => {
  await ctx[Symbol.asyncDispose]();
  rmSync(data_dir, { recursive: true });
});

type Command =
  | { do: "submit"; slot: string; limit: number; overlap: "queue" | "skip" | "cancel_previous"; again: boolean }
  | { do: "claim" }
  | { do: "run" | "cancel" | "retry" | "answer"; which: number }
  | { do: "stop"; which: number; reason: StopReason }
  | { do: "settle"; which: number; ending: Ending };

const which = fc.nat(30);
const on_error = { kind: "retry" as const, retries: 1, backoff_ms: 100, on: "transient" as const };
const ending: fc.Arbitrary<Ending> = fc.constantFrom<Ending>(
  { status: "succeeded", exit: { code: 0, signal: null } },
  { status: "failed", reason: "exit_nonzero", detail: "no" },
  { status: "failed", reason: "api_error", detail: "passes" },
  { status: "interrupted", reason: "lost", detail: "gone" },
  { status: "interrupted", reason: "lost", detail: "never began", nothing_ran: true },
  ...Object.entries(STOPS).map(([reason, stop]) => ({ ...stop, reason: reason as StopReason })),
);
const commands = fc.array(
  fc.oneof(
    fc.record({
      do: fc.constant("submit" as const),
      slot: fc.constantFrom("a", "b"),
      limit: fc.integer({ min: 1, max: 2 }),
      overlap: fc.constantFrom("queue", "skip", "cancel_previous"),
      again: fc.boolean(),
    }),
    fc.constant({ do: "claim" as const }),
    fc.record({ do: fc.constant("run" as const), which }),
    fc.record({ do: fc.constantFrom("run", "cancel", "retry", "answer"), which }),
    fc.record({
      do: fc.constant("stop" as const),
      which,
      reason: fc.constantFrom(...(Object.keys(STOPS) as StopReason[])),
    }),
    fc.record({ do: fc.constant("settle" as const), which, ending }),
  ) as fc.Arbitrary<Command>,
  { minLength: 20, maxLength: 40, size: "max" },
);

const scope = { request_id: "req-1", address: "test" } as Scope;
const ids = () => listExecutions(ctx.db.orm, { limit: 200 }).executions.map(({ id }) => id);

function obey(command: Command, claimed: Claimed[]): void {
  const pick = <T>(list: readonly T[], at: number): T | undefined => list[at % Math.max(1, list.length)];
  switch (command.do) {
    case "submit":
      ctx.db.tx((tx, after) => submit(ctx, tx, after, submission(command)));
      return;
    case "claim": {
      const next = claimNext(ctx);
      if (next && next !== "again") claimed.push(next);
      return;
    }
    case "run": {
      const story = pick(claimed, command.which);
      if (story) markRunning(ctx, story, { pid: 2, started: 1, machine_boot: "boot" });
      return;
    }
    case "settle": {
      const story = pick(claimed, command.which);
      // What never ran cannot have ended well or late.
      const ran = story?.attempt.status === "running";
      const early = command.ending.status === "succeeded" || command.ending.status === "timed_out";
      if (!story || (!ran && early)) return;
      claimed.splice(claimed.indexOf(story), 1);
      settle(ctx, story, command.ending);
      return;
    }
    default: {
      const id = pick(ids(), command.which);
      if (id) ask(command, id);
    }
  }
}

function ask(command: Extract<Command, { do: "cancel" | "retry" | "answer" | "stop" | "run" }>, id: string): void {
  try {
    if (command.do === "cancel") cancel(ctx, id);
    else if (command.do === "answer") answer(ctx, id, command.which % 2 ? "continue" : "stop");
    else if (command.do === "retry") retry({ ctx, scope, actionsOf: () => [] }, id);
    else if (command.do === "stop") ctx.db.tx((tx, after) => requestStop(ctx, tx, after, id, command.reason));
  } catch (error) {
    expect(error).toMatchObject({ kind: "conflict" });
  }
}

function submission({ slot, limit, overlap, again }: Extract<Command, { do: "submit" }>) {
  const chain = {
    entries: [{ backend: "command" as const, account: "any" as const, model: null }],
    ...{ on_usage_limit: "hold" as const, rotate_accounts: false, on_error },
  };
  const backend = { chain, backend_config: { command: ["true"] }, permissions: "edit" as const };
  const work = { prompt: "", working_dir: "/", timeout_ms: 1_000, retry_on_interrupt: again };
  return { ...backend, ...work, origin: "manual" as const, request_id: "req-1", slot, slot_limit: limit, overlap };
}

/** What must hold after every command. */
function holds(): void {
  const { executions } = listExecutions(ctx.db.orm, { limit: 200 });
  const live = executions.filter(({ status }) => ["starting", "running"].includes(status));
  expect(live.length).toBeLessThanOrEqual(MOST);
  for (const { id, status, reason, ended_at } of executions) {
    expect(ended_at !== null).toBe(isFinished(status));
    expect(reason === null).toBe(status === "succeeded" || (!isFinished(status) && reason === null));
    const attempts = listAttempts(ctx.db.orm, id);
    expect(attempts.map(({ number }) => number)).toEqual(attempts.map((_, i) => i + 1));
    const open = attempts.filter((attempt) => !isFinished(attempt.status));
    expect(open.length).toBe(["starting", "running"].includes(status) ? 1 : 0);
  }
}

test("no sequence of commands makes a move that is not allowed", () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(commands, (given) => {
      ctx.db.sqlite.run("DELETE FROM main.executions");
      ctx.db.sqlite.run("DELETE FROM moves");
      const claimed: Claimed[] = [];
      for (const command of given) {
        obey(command, claimed);
        holds();
      }
      const moves = ctx.db.sqlite
        .query<{ move: string }, []>("SELECT move FROM moves")
        .all()
        .map(({ move }) => move);
      for (const move of moves) seen.add(move);
      expect(moves.filter((move) => !LEGAL.has(move))).toEqual([]);
    }),
    { numRuns: 25 },
  );
  // The sequences were long enough to mean something.
  for (const move of ["queued>starting", "queued>cancelled", "starting>running", "starting>failed"])
    expect(seen).toContain(move);
}, 30_000);

test.each(["shutdown", "silent", "budget_ask", "hand_over"] as const)(
  "a cancel outranks %s, after which it might go on",
  (reason) => {
    ctx.db.sqlite.run("DELETE FROM main.executions");
    obey({ do: "submit", slot: "a", limit: 1, overlap: "queue", again: true }, []);
    const claimed = claimNext(ctx);
    if (!claimed || claimed === "again") throw new Error("nothing was claimed");
    markRunning(ctx, claimed, { pid: 2, started: 1, machine_boot: "boot" });
    const { id } = claimed.execution;
    ctx.db.tx((tx, after) => requestStop(ctx, tx, after, id, reason));
    cancel(ctx, id);
    settle(ctx, claimed, { ...STOPS[reason], reason });
    expect(getExecution(ctx.db.orm, id)).toMatchObject({ status: "cancelled", reason: "user" });
  },
);

test("from a finished status nothing is reached", () => {
  for (const sources of Object.values(MOVES)) expect(sources.filter(isFinished)).toEqual([]);
});
