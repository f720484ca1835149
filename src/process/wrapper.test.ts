import { afterEach, beforeEach, describe, expect, spyOn, test } from "bun:test";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { systemClock } from "~/kit/clock.ts";
import { attemptCgroup } from "./cgroup.ts";
import { exitDraft, readExit } from "./files.ts";
import { makeFifo } from "./libc.ts";
import { drained } from "./outputs.ts";
import { processTable } from "./table.ts";
import { Lab, running, until } from "./testing.ts";

let lab: Lab;
beforeEach(() => {
  lab = new Lab();
});
afterEach(() => lab.close());

describe("the exit code", () => {
  test("has its bytes from the start", async () => {
    const run = lab.run("echo ready; read -r go <$TMPDIR/../go; exit 3", { dir: fifoDir() });
    await run.line();
    const { ino, size, mode } = statSync(exitDraft(run.files));
    expect([size, mode & 0o777]).toEqual([16, 0o600]);
    // Waits until it is read: the script says that it is ready before it opens it.
    await Bun.spawn(["sh", "-c", 'echo >"$0"', join(run.tree.dir, "go")]).exited;
    expect(await run.exit()).toEqual({ code: 3, signal: null });
    expect(statSync(run.files.exit).ino).toBe(ino);
  });

  test.if(mountsTmpfs())("is recorded on a full disk", async () => {
    const dir = join(lab.dir, "full");
    mountTmpfs(dir);
    try {
      const run = lab.run("head -c 10000000 /dev/zero >$TMPDIR/all 2>/dev/null; exit 0", { dir });
      expect(await run.leader.exited).toEqual({ code: 0, signal: null });
      expect(statSync(run.files.tmp).isDirectory()).toBe(true);
      expect(() => Bun.spawnSync(["sh", "-c", `echo x >${dir}/more`]).success || fail()).toThrow("full");
      expect(readExit(run.files)).toEqual({ code: 0, signal: null });
      await drained(run.tree, systemClock, 2_000);
    } finally {
      Bun.spawnSync(["umount", "-l", dir]);
    }
  });

  test.each([
    ["exit 0", { code: 0, signal: null }],
    ["exit 3", { code: 3, signal: null }],
    ["kill -TERM $$", { code: null, signal: "SIGTERM" }],
  ])("is what the server hears after %s, though the file was lost", async (script, record) => {
    const run = lab.run(`mkdir $TMPDIR/../1.exit; ${script}`);
    expect(await run.leader.exited).toEqual(record);
    expect(readExit({ ...run.files, exit: join(run.files.exit, "none") })).toBeUndefined();
    rmSync(run.files.exit, { recursive: true });
  });

  test("is nobody's when the wrapper was killed", async () => {
    const run = lab.run("echo ready; sleep 1000");
    await run.line();
    process.kill(-run.leader.pid, "SIGKILL");
    expect(await run.leader.exited).toBeUndefined();
  });

  test("is nobody's when nothing ran", async () => {
    const dir = join(lab.dir, "unwritable");
    mkdirSync(dir);
    symlinkSync(join(dir, "none/1.pid"), join(dir, "1.pid"));
    const run = lab.run("echo ran", { dir });
    expect(await run.leader.exited).toBeUndefined();
    await drained(run.tree, systemClock, 2_000);
    expect(run.out).toBe("");
  });
});

describe("a signal from the CLI to its whole group", () => {
  test.each(["HUP", "INT", "QUIT", "USR1", "USR2", "PIPE", "ALRM", "TERM"])("%s is its own end alone", async (name) => {
    const run = lab.run(`kill -${name} 0; sleep 1000`);
    const record = { code: null, signal: `SIG${name}` };
    expect(await run.exit()).toEqual(record);
    expect(await run.leader.exited).toEqual(record);
  });
});

test("a TERM before the CLI began is recorded, and nothing begins", async () => {
  const dir = join(lab.dir, "early");
  mkdirSync(dir);
  // The wrapper waits here for a reader, in the midst of its beginning.
  makeFifo(join(dir, "1.pid"));
  const run = lab.run("echo ran", { dir });
  try {
    await until(() => waitsWithHandler(run.leader.pid), "the wrapper to wait with its handler set");
    process.kill(-run.leader.pid, "SIGTERM");
    expect(await run.exit()).toEqual({ code: null, signal: "SIGTERM" });
  } finally {
    // Whoever read it would wait for a writer.
    rmSync(join(dir, "1.pid"));
  }
  expect(run.out).toBe("");
}, 10_000);

test.each([
  [undefined, "0644"],
  [0o077, "0600"],
  [0o002, "0664"],
])("what the CLI makes has its own umask (%p), the attempt's files the server's", async (umask, mode) => {
  const before = process.umask(0o077);
  try {
    const run = lab.run("echo x >made; stat -c 0%a made", { umask });
    await run.exit();
    await drained(run.tree, systemClock, 2_000);
    expect(run.out).toBe(`${mode}\n`);
    const { in: input, out, err, pid, exit } = run.files;
    for (const path of [input, out, err, pid, exit]) expect(statSync(path).mode & 0o777).toBe(0o600);
  } finally {
    process.umask(before);
  }
});

test("a wrapper that cannot be named does not live on", async () => {
  const pids: number[] = [];
  const find = spyOn(processTable, "find").mockImplementationOnce((pid) => {
    pids.push(pid);
    throw Object.assign(new Error("EMFILE: too many open files"), { code: "EMFILE" });
  });
  const execution_id = "exec-unnamed";
  const dir = join(lab.dir, "unnamed");
  try {
    expect(() => lab.run("sleep 1000", { execution_id, dir })).toThrow("The process could not be started.");
  } finally {
    find.mockRestore();
  }
  const cgroup = attemptCgroup({ execution_id, dir, number: 1, leader: undefined }) ?? "";
  await until(() => pids.length === 1 && !pids.some(running), "the wrapper to end");
  await until(() => !existsSync(cgroup), "its cgroup to go");
});

/** A TERM between the handler and the wait would be heard only after the wait, which never ends here. */
function waitsWithHandler(pid: number): boolean {
  const status = readFileSync(`/proc/${pid}/status`, "latin1");
  const caught = /^SigCgt:\s*(\w+)$/m.exec(status)?.[1] ?? "0";
  return /^State:\s*S/m.test(status) && ((BigInt(`0x${caught}`) >> 14n) & 1n) === 1n;
}

function fifoDir(): string {
  const dir = join(lab.dir, "gated");
  mkdirSync(dir);
  makeFifo(join(dir, "go"));
  return dir;
}

function fail(): never {
  throw new Error("full");
}

function mountTmpfs(dir: string): boolean {
  mkdirSync(dir, { recursive: true });
  return Bun.spawnSync(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", dir]).success;
}

function mountsTmpfs(): boolean {
  const lab = new Lab();
  const mounted = process.platform === "linux" && mountTmpfs(lab.dir) && Bun.spawnSync(["umount", lab.dir]).success;
  rmSync(lab.dir, { recursive: true });
  return mounted;
}
