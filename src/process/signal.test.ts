import { afterEach, beforeEach, expect, spyOn, test } from "bun:test";
import { readFileSync } from "node:fs";
import { systemClock } from "~/kit/clock.ts";
import { endRecorders, outputsOpen, recordersAlive } from "./outputs.ts";
import { signal } from "./signal.ts";
import { Lab, until } from "./testing.ts";

let lab: Lab;
beforeEach(() => {
  lab = new Lab();
});
afterEach(() => lab.close());

test("what has ended cannot be signalled, and that is all right", async () => {
  const run = lab.run("true");
  await run.leader.exited;
  expect(() => signal(run.leader.pid, "SIGKILL")).not.toThrow();
  expect(() => signal(-run.leader.pid, "SIGKILL")).not.toThrow();
});

test("a recorder that ends on its own just before its kill", async () => {
  const run = lab.run("echo ready; sleep 1000");
  await run.line();
  const { kill } = process;
  const killed = spyOn(process, "kill").mockImplementation((pid, name) => {
    kill.call(process, pid, name);
    throw Object.assign(new Error("kill ESRCH"), { code: "ESRCH" });
  });
  try {
    await endRecorders(run.tree, systemClock, 100);
    expect(killed).toHaveBeenCalledTimes(2);
  } finally {
    killed.mockRestore();
  }
  expect(outputsOpen(run.tree)).toBe(false);
});

test("a dead recorder beside a living leader shows", async () => {
  const run = lab.run("echo ready; sleep 1000");
  await run.line();
  expect(recordersAlive(run.tree)).toBe(2);
  expect(recordersAlive({ ...run.tree, number: 2 })).toBeUndefined();
  const [, , out = ""] = readFileSync(run.files.pid, "utf8").split("\n");
  signal(Number.parseInt(out, 10), "SIGKILL");
  await until(() => recordersAlive(run.tree) === 1, "the recorder to end");
});
