import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdirSync, readFileSync, readlinkSync, renameSync } from "node:fs";
import { dirname, join } from "node:path";
import { attempt } from "./attempt.ts";
import { sweep } from "./sweep.ts";
import { Lab, PATH, running } from "./testing.ts";

let lab: Lab;
beforeEach(() => {
  lab = new Lab();
});
afterEach(() => lab.close());

test("what is not there is undefined, and a failed look is thrown", () => {
  expect(attempt(() => readFileSync("/proc/0/stat"))).toBeUndefined();
  expect(() => attempt(() => readFileSync("/"))).toThrow("EISDIR");
  expect(attempt(() => readFileSync("/"), "EISDIR")).toBeUndefined();
});

test("a server without a free descriptor knows nothing of a run, rather than that it is gone", async () => {
  const run = lab.run("echo ready; exec sleep 1000");
  await run.line();
  const door = JSON.stringify(join(import.meta.dir, "index.ts"));
  const script = `
    const { leaderAlive, machineBoot, outputsOpen, readExit } = await import(${door});
    const { closeSync, openSync } = await import("node:fs");
    const tree = ${JSON.stringify(run.tree)};
    const said = [leaderAlive(tree.leader)];
    const look = (ask) => { try { said.push(ask()) } catch (error) { said.push(error.code) } };
    const fds = [];
    try { for (;;) fds.push(openSync("/dev/null")) } catch {}
    look(() => machineBoot() === tree.leader.machine_boot);
    look(() => leaderAlive(tree.leader));
    look(() => outputsOpen(tree));
    look(() => readExit({ exit: tree.dir + "/1.pid" }));
    fds.forEach(closeSync);
    look(() => leaderAlive(tree.leader));
    look(() => outputsOpen(tree));
    console.log(JSON.stringify(said));`;
  const server = Bun.spawn(["sh", "-c", 'ulimit -n 100; exec bun -e "$1"', "sh", script], {
    env: { PATH, HOME: lab.dir },
    cwd: join(import.meta.dir, "../.."),
    stdio: ["ignore", "pipe", "inherit"],
  });
  const said = JSON.parse(await new Response(server.stdout).text());
  expect(said).toEqual([true, true, "EMFILE", "EMFILE", "EMFILE", true, true]);
});

test("one that stands deeper than a path can say does not stop a sweep", async () => {
  const half = Array(15).fill("d".repeat(200)).join("/");
  const [from, to] = [join(lab.dir, "a"), join(lab.dir, "b", half, "a")];
  for (const dir of [join(from, half), dirname(to)]) mkdirSync(dir, { recursive: true });
  const run = lab.run("setsid sleep 1000 & echo $!", { cwd: join(from, half), cgroup: false });
  const pid = await run.printedPid();
  await run.leader.exited;
  renameSync(from, to);
  expect(() => readlinkSync(`/proc/${pid}/cwd`)).toThrow("ENAMETOOLONG");
  expect(sweep(run.tree)).toContain(pid);
  expect(running(pid)).toBe(false);
  // Back, or nobody could remove it.
  renameSync(to, from);
});
