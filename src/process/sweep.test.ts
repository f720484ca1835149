import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { systemClock } from "~/kit/clock.ts";
import { attemptCgroup, cgroupAvailable } from "./cgroup.ts";
import { trackMembers } from "./members.ts";
import { drained, endRecorders, outputsOpen } from "./outputs.ts";
import { sweep } from "./sweep.ts";
import { Lab, PATH, type Run, running, until } from "./testing.ts";
import type { Members } from "./types.ts";

let lab: Lab;
beforeEach(() => {
  lab = new Lab();
});
afterEach(() => lab.close());

const QUIET = "</dev/null >/dev/null 2>&1";

/** Each leaves a sleep behind and prints its pid. */
const HIDERS: [string, string][] = [
  ["a child in the session", "sleep 1000 & echo $!"],
  ["a child in the session without marker or streams", `env -i sleep 1000 ${QUIET} & echo $!`],
  ["a tool shell in its own session", `setsid sleep 1000 ${QUIET} & echo $!`],
  ["a daemon without the marker that holds stdout", "env -i setsid sleep 1000 & echo $!"],
  ["a daemon without the marker that holds stderr", "env -i setsid sleep 1000 >/dev/null & echo $!"],
  ["a daemon without the marker that stands in tmp", `cd $TMPDIR; env -i setsid sleep 1000 ${QUIET} & echo $!`],
  ["a daemon without the marker with a file in tmp", `env -i setsid sleep 1000 ${QUIET} 5>$TMPDIR/lock & echo $!`],
  [
    "a daemon without the marker that holds only a tool's pipe",
    `exec 8>&1
     { env -i setsid sleep 1000 </dev/null 2>/dev/null 8>&- & echo $! >&8; } | cat >/dev/null 2>&1 8>&- &`,
  ],
];

/** Gives up the marker, the session, its parents and every stream. */
const ESCAPE = `env -i setsid sleep 1000 ${QUIET} & echo $!`;

/** The pid of what the script left behind, once it is what it is going to be. */
async function hidden(run: Run): Promise<number> {
  const pid = await run.printedPid();
  await until(() => readFileSync(`/proc/${pid}/comm`, "utf8") === "sleep\n", "the sleep");
  return pid;
}

describe.each([
  ["without a cgroup", false],
  ["in a cgroup", true],
])("%s", (_, cgroup) => {
  test.if(!cgroup || cgroupAvailable()).each(HIDERS)("%s dies", async (_, script) => {
    const run = lab.run(script, { cgroup });
    const pid = await hidden(run);
    await run.leader.exited;
    expect(running(pid)).toBe(true);
    expect(sweep(run.tree)).toContain(pid);
    expect(running(pid)).toBe(false);
    expect(await drained(run.tree, systemClock, 2_000)).toBe(true);
  });
});

test.if(cgroupAvailable())("what gives up everything dies in a cgroup, which goes with it", async () => {
  const run = lab.run(ESCAPE);
  const pid = await hidden(run);
  await run.leader.exited;
  expect(sweep(run.tree)).toEqual([pid]);
  await endRecorders(run.tree, systemClock, 2_000);
  expect(existsSync(attemptCgroup(run.tree) ?? "")).toBe(false);
});

test("without a cgroup what gives up everything escapes, unless it was seen in time", async () => {
  const run = lab.run(`${ESCAPE}; cat >/dev/null; until [ -e $TMPDIR/go ]; do sleep 0.01; done`, { cgroup: false });
  const pid = await hidden(run);
  const known: Members = new Map();
  trackMembers(run.tree, known);
  writeFileSync(join(run.files.tmp, "go"), "");
  await run.leader.exited;
  expect(sweep(run.tree)).toEqual([]);
  expect(running(pid)).toBe(true);
  trackMembers(run.tree, known);
  expect(sweep(run.tree, known)).toEqual([pid]);
  expect(running(pid)).toBe(false);
});

test("the session of a tool shell that was seen is swept after the shell's end", async () => {
  const tool = `setsid sh -c 'env -i sleep 1000 ${QUIET} & echo $!; until [ -e $TMPDIR/go ]; do sleep 0.01; done' ${QUIET.replace(">/dev/null", "")}`;
  const run = lab.run(tool, { cgroup: false });
  const pid = await hidden(run);
  const known: Members = new Map();
  trackMembers(run.tree, known);
  writeFileSync(join(run.files.tmp, "go"), "");
  await run.leader.exited;
  expect(sweep(run.tree, known)).toEqual([pid]);
});

test("output written before the sweep is recorded, and the recorders end", async () => {
  const run = lab.run("trap '' TERM; setsid sh -c 'seq 20000; echo last; sleep 1000' & exit 0");
  await until(() => run.out.endsWith("last\n"), "the last line");
  expect(outputsOpen(run.tree)).toBe(true);
  sweep(run.tree);
  await drained(run.tree, systemClock, 2_000);
  expect(outputsOpen(run.tree)).toBe(false);
  expect(run.out.split("\n")).toHaveLength(20_002);
});

test("a tree without a leader is found by its marker", async () => {
  const run = lab.run("echo $$; sleep 1000", { cgroup: false });
  const pid = await run.printedPid();
  expect(sweep({ ...run.tree, leader: undefined })).toContain(pid);
  expect(running(pid)).toBe(false);
});

describe("strangers live", () => {
  test.each([
    ["a longer value", (id: string) => ({ AGENTED_EXECUTION_ID: `${id}0` })],
    ["a longer name", (id: string) => ({ NOT_AGENTED_EXECUTION_ID: id })],
    ["the marker within a value", (id: string) => ({ OTHER: `AGENTED_EXECUTION_ID=${id}` })],
    ["nothing", () => ({})],
  ])("with %s", async (_, env) => {
    const run = lab.run("echo $$; sleep 1000", { cgroup: false });
    const pid = await run.printedPid();
    const stranger = lab.stranger(env(run.tree.execution_id));
    expect(sweep(run.tree)).toContain(pid);
    expect(running(stranger.pid)).toBe(true);
  });

  test("under the leader's recycled pid", async () => {
    const run = lab.run("true", { cgroup: false });
    await run.leader.exited;
    const stranger = lab.stranger({}, true);
    const leader = { ...run.leader, pid: stranger.pid };
    const known: Members = new Map([[stranger.pid, run.leader.started - 1]]);
    expect(sweep({ ...run.tree, leader: { ...leader, started: leader.started - 1 } }, known)).toEqual([]);
    expect(running(stranger.pid)).toBe(true);
  });

  test("that share a pipe with the server, though a member opened it", async () => {
    const script = join(lab.dir, "server.ts");
    writeFileSync(script, SHARING_SERVER);
    // Bun gives its children sockets, which nobody can open a second time.
    const server = Bun.spawn(["sh", "-c", 'bun "$1" | cat', "sh", script], {
      stdio: ["ignore", "pipe", "inherit"],
      cwd: join(import.meta.dir, "../.."),
      env: { PATH, DIR: join(lab.dir, "run"), DOOR: join(import.meta.dir, "index.ts") },
    });
    const { stranger, killed, survived } = await readLine(server.stdout);
    process.kill(stranger, "SIGKILL");
    expect(killed.length).toBeGreaterThan(0);
    expect(killed).not.toContain(stranger);
    expect(survived).toBe(true);
    await server.exited;
  });
});

const SHARING_SERVER = `
const { spawnAttempt, sweep, watchAttempt } = await import(process.env.DOOR);
const { existsSync } = await import("node:fs");
const dir = process.env.DIR;
const env = { PATH: process.env.PATH };
const argv = ["sh", "-c", "exec 9>/proc/" + process.pid + "/fd/1; : >$TMPDIR/open; sleep 1000"];
const leader = spawnAttempt({ execution_id: "exec-sharing", dir, number: 1, argv, env, cwd: "/", stdin: "", cgroup: false });
await new Promise((resolve) => {
  const look = () => existsSync(dir + "/1.tmp/open") && resolve();
  watchAttempt(dir + "/1.tmp", look);
  look();
});
const stranger = Bun.spawn(["sleep", "1000"], { env, stdio: ["ignore", "inherit", "ignore"] });
const killed = sweep({ execution_id: "exec-sharing", dir, number: 1, leader });
console.log(JSON.stringify({ stranger: stranger.pid, killed, survived: stranger.exitCode === null && !stranger.killed }));
process.exit();
`;

async function readLine(stream: ReadableStream<Uint8Array>) {
  const { value } = await stream.getReader().read();
  return JSON.parse(new TextDecoder().decode(value)) as { stranger: number; killed: number[]; survived: boolean };
}
