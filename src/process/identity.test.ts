import { afterEach, beforeEach, expect, test } from "bun:test";
import { readExit, readPid } from "./files.ts";
import { identify, leaderAlive } from "./identity.ts";
import { Lab, until } from "./testing.ts";

let lab: Lab;
beforeEach(() => {
  lab = new Lab();
});
afterEach(() => lab.close());

test("the pid file names the same leader as the spawn", async () => {
  const run = lab.run("echo ready; sleep 1000");
  await run.line();
  expect(readPid(run.files)).toEqual(run.tree.leader);
  expect(leaderAlive(run.leader)).toBe(true);
});

test("a leader that ended is not alive", async () => {
  const run = lab.run("true");
  await run.exit();
  expect(leaderAlive(run.leader)).toBe(false);
});

test("a killed leader leaves no exit file", async () => {
  const run = lab.run("echo ready; sleep 1000");
  await run.line();
  process.kill(-run.leader.pid, "SIGKILL");
  await run.leader.exited;
  expect(leaderAlive(run.leader)).toBe(false);
  expect(readExit(run.files)).toBeUndefined();
});

test("another start time, another boot and process 1 are nobody", async () => {
  const run = lab.run("echo ready; sleep 1000");
  await run.line();
  expect(leaderAlive({ ...run.leader, started: run.leader.started - 1 })).toBe(false);
  expect(leaderAlive({ ...run.leader, machine_boot: "another" })).toBe(false);
  expect(leaderAlive({ ...run.leader, pid: 1 })).toBe(false);
});

test("a zombie is gone", async () => {
  // The child ends once its parent is a sleep, which reaps nobody.
  const child = 'until [ "$(cat /proc/$PPID/comm)" = sleep ]; do :; done';
  const run = lab.run(`sh -c '${child}' & echo $!; exec sleep 1000`);
  const zombie = await run.printedPid();
  const found = identify(zombie);
  await until(() => !leaderAlive(found), "the child to end");
  expect(identify(zombie)).toEqual(found);
});
