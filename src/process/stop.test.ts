import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { systemClock } from "~/kit/clock.ts";
import { readExit, readPidRecord } from "./files.ts";
import { leaderAlive } from "./identity.ts";
import { outputsOpen } from "./outputs.ts";
import { POLITE_GRACE_MS, stopTree, TERM_GRACE_MS } from "./stop.ts";
import { Lab, type Run, running, until } from "./testing.ts";
import type { StopSignal } from "./types.ts";

let lab: Lab;
beforeEach(() => {
  lab = new Lab();
});
afterEach(() => lab.close());

const FOREVER = "while :; do sleep 0.01; done";

async function stop(run: Run, polite: StopSignal): Promise<StopSignal[]> {
  const steps: StopSignal[] = [];
  await stopTree(run.tree, { polite, clock: systemClock, graceMs: 150, onStep: (signal) => steps.push(signal) });
  expect(leaderAlive(run.leader)).toBe(false);
  expect(outputsOpen(run.tree)).toBe(false);
  return steps;
}

test("a polite child ends by the first signal and its code is recorded", async () => {
  const run = lab.run(`trap 'echo bye; exit 5' INT; echo ready; ${FOREVER}`);
  await run.line();
  expect(await stop(run, "SIGINT")).toEqual(["SIGINT"]);
  expect(readExit(run.files)).toEqual({ code: 5, signal: null });
  expect(run.out).toBe("ready\nbye\n");
});

test("a child that ignores INT ends by TERM", async () => {
  const run = lab.run(`trap '' INT; echo ready; ${FOREVER}`);
  await run.line();
  expect(await stop(run, "SIGINT")).toEqual(["SIGINT", "SIGTERM"]);
  expect(readExit(run.files)).toEqual({ code: null, signal: "SIGTERM" });
});

describe.each([false, true])("in a cgroup: %p", (cgroup) => {
  test("a child that ignores everything, its tools and its daemons are killed", async () => {
    const run = lab.run(
      `trap '' INT TERM HUP
       setsid sh -c 'env -i setsid sleep 1000 </dev/null >/dev/null 2>&1 & echo $! >>$TMPDIR/pids; sleep 1000' &
       env -i setsid sleep 1000 </dev/null >/dev/null 2>&1 & echo $! >>$TMPDIR/pids
       until [ $(wc -l <$TMPDIR/pids) = 2 ]; do sleep 0.01; done
       echo $(cat $TMPDIR/pids); ${FOREVER}`,
      { cgroup },
    );
    const pids = (await run.line()).split(" ").map(Number);
    for (const pid of pids) await until(() => readFileSync(`/proc/${pid}/comm`, "utf8") === "sleep\n", "the sleep");
    expect(await stop(run, "SIGTERM")).toEqual(["SIGTERM", "SIGKILL"]);
    expect(readExit(run.files)).toBeUndefined();
    expect([...pids, run.leader.pid].filter(running)).toEqual([]);
  });
});

test("KILL as the polite signal is the only one", async () => {
  const run = lab.run("echo ready; sleep 1000");
  await run.line();
  expect(await stop(run, "SIGKILL")).toEqual(["SIGKILL"]);
});

test("a run that ended is not signalled, but swept", async () => {
  const run = lab.run("setsid sleep 1000 & echo $!");
  const pid = await run.printedPid();
  await run.leader.exited;
  expect(await stop(run, "SIGTERM")).toEqual([]);
  expect(running(pid)).toBe(false);
});

test("a run that hardly began leaves nothing", async () => {
  const run = lab.run("sleep 1000");
  await stop(run, "SIGTERM");
  const { recorders = [] } = readPidRecord(run.files) ?? {};
  expect(recorders.filter(leaderAlive)).toEqual([]);
});

test("a recycled pid is never signalled", async () => {
  const run = lab.run("true");
  await run.leader.exited;
  const stranger = lab.stranger({}, true);
  const leader = { ...run.leader, pid: stranger.pid, started: run.leader.started - 1 };
  await stopTree({ ...run.tree, leader }, { polite: "SIGTERM", clock: systemClock, graceMs: 50 });
  expect(running(stranger.pid)).toBe(true);
});

test("the whole ladder fits in 10.5 s", () => {
  expect(POLITE_GRACE_MS + TERM_GRACE_MS).toBeLessThanOrEqual(9_500);
});
