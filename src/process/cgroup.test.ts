import { afterEach, beforeEach, expect, test } from "bun:test";
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { systemClock } from "~/kit/clock.ts";
import { attemptCgroup, cgroupAvailable, killCgroup } from "./cgroup.ts";
import { endRecorders } from "./outputs.ts";
import { sweep } from "./sweep.ts";
import { Lab, running } from "./testing.ts";

let lab: Lab;
beforeEach(() => {
  lab = new Lab();
});
afterEach(() => lab.close());

test("one that cannot be killed in one stroke still says who is in it", () => {
  const dir = join(lab.dir, "cgroup");
  mkdirSync(dir);
  writeFileSync(join(dir, "cgroup.procs"), "4000001\n4000002\n");
  symlinkSync(join(dir, "none/cgroup.kill"), join(dir, "cgroup.kill"));
  expect(killCgroup(dir)).toEqual([4_000_001, 4_000_002]);
});

test.if(cgroupAvailable())("one that was made threaded below does not stop a sweep", async () => {
  const run = lab.run("setsid sleep 1000 & echo $!");
  const pid = await run.printedPid();
  await run.leader.exited;
  const cgroup = attemptCgroup(run.tree) ?? "";
  const below = join(cgroup, "below");
  mkdirSync(below);
  writeFileSync(join(below, "cgroup.type"), "threaded");
  // Linux calls it EOPNOTSUPP.
  expect(() => readFileSync(join(below, "cgroup.procs"))).toThrow("ENOTSUP");
  expect(sweep(run.tree)).toContain(pid);
  expect(running(pid)).toBe(false);
  await endRecorders(run.tree, systemClock, 2_000);
  expect(existsSync(cgroup)).toBe(false);
});
