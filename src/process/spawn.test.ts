import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { systemClock } from "~/kit/clock.ts";
import { Fault } from "~/kit/fault.ts";
import { attemptFiles, readExit, readPidRecord } from "./files.ts";
import { drained, outputsOpen } from "./outputs.ts";
import { processTable } from "./table.ts";
import { Lab, NOBODY, PATH, until } from "./testing.ts";
import type { SpawnRequest } from "./types.ts";

let lab: Lab;
beforeEach(() => {
  lab = new Lab();
});
afterEach(() => lab.close());

const asRoot = process.getuid?.() === 0;
const users: [string, SpawnRequest["user"]][] = [["the server's user", undefined]];
if (asRoot) users.push(["another user", NOBODY]);

describe("exit", () => {
  test.each([
    ["exit 0", { code: 0, signal: null }],
    ["exit 3", { code: 3, signal: null }],
    ["exit 127", { code: 127, signal: null }],
    ["exit 255", { code: 255, signal: null }],
    ["kill -TERM $$", { code: null, signal: "SIGTERM" }],
    ["kill -INT $$", { code: null, signal: "SIGINT" }],
    ["kill -KILL $$", { code: null, signal: "SIGKILL" }],
  ])("%s", async (script, record) => {
    expect(await lab.run(script).exit()).toEqual(record);
  });

  test("is recorded though the CLI's own TERM handler chose the code", async () => {
    const run = lab.run("trap 'exit 7' TERM; echo ready; while :; do sleep 0.01; done");
    await run.line();
    process.kill(-run.leader.pid, "SIGTERM");
    expect(await run.exit()).toEqual({ code: 7, signal: null });
  });

  test("leaves only the attempt's files", async () => {
    const run = lab.run("true");
    await run.exit();
    await drained(run.tree, systemClock, 2_000);
    expect(readdirSync(run.tree.dir).sort()).toEqual(["1.err", "1.exit", "1.in", "1.out", "1.pid", "1.tmp"]);
  });
});

describe("what the child gets", () => {
  test("stdin is the text, then the end", async () => {
    const run = lab.run("cat", { stdin: "- prompt\n'é'" });
    await run.exit();
    await drained(run.tree, systemClock, 2_000);
    expect(run.out).toBe("- prompt\n'é'");
  });

  test("arguments arrive byte for byte", async () => {
    const args = [
      "-n",
      "--",
      "",
      " a  b ",
      "line\nline\n",
      `'"\`$(id)\\`,
      "*",
      "é\u{1f600}",
      "x".repeat(100_000),
      "--x=1",
    ];
    const run = lab.run("", { argv: ["sh", "-c", `printf '%s\\0' "$@"`, "sh", ...args] });
    await run.exit();
    await drained(run.tree, systemClock, 2_000);
    expect(run.out.split("\0").slice(0, -1)).toEqual(args);
  });

  test("the environment is the given one, the marker and TMPDIR", async () => {
    const run = lab.run("", { argv: ["env"], env: { PATH, A: "1 '2'" } });
    await run.exit();
    await drained(run.tree, systemClock, 2_000);
    const lines = run.out.trim().split("\n");
    expect(lines.filter((line) => !line.startsWith("PWD=")).sort()).toEqual(
      [`AGENTED_EXECUTION_ID=${run.tree.execution_id}`, "A=1 '2'", `PATH=${PATH}`, `TMPDIR=${run.files.tmp}`].sort(),
    );
  });

  test("no more descriptors than three, no ignored signal, the usual umask", async () => {
    const run = lab.run("ls /proc/self/fd >$TMPDIR/fds; echo $(cat $TMPDIR/fds); grep SigIgn /proc/self/status; umask");
    await run.exit();
    await drained(run.tree, systemClock, 2_000);
    // The fourth is the one by which ls reads the directory.
    expect(run.out).toBe(`0 1 2 3\nSigIgn:\t0000000000000000\n0022\n`);
  });

  test("a name is a program, never one of the shell's own commands", () => {
    expect(() => lab.run("", { argv: ["exit"] })).toThrow("The program exit was not found.");
  });
});

describe.each(users)("as %s", (_, user) => {
  test("opening /dev/stdout and /dev/stderr again loses nothing", async () => {
    const lines = "echo 1; echo 2 >/dev/stdout; echo 3; echo e >/dev/stderr; echo 4 >>/dev/stdout; cat /dev/stdin";
    const run = lab.run(lines, { user, stdin: "5\n" });
    await run.exit();
    await drained(run.tree, systemClock, 2_000);
    expect([run.out, run.err]).toEqual(["1\n2\n3\n4\n5\n", "e\n"]);
  });

  test("a detached grandchild's output after the leader's end is recorded", async () => {
    const gate = join(lab.dir, "gate");
    const late = `setsid sh -c 'until [ -e ${gate} ]; do sleep 0.01; done; echo late' &`;
    const run = lab.run(`${late} echo early`, { user });
    await run.exit();
    expect(outputsOpen(run.tree)).toBe(true);
    expect(await drained(run.tree, systemClock, 50)).toBe(false);
    writeFileSync(gate, "");
    expect(await drained(run.tree, systemClock, 5_000)).toBe(true);
    expect(run.out).toBe("early\nlate\n");
  });
});

test.if(asRoot)("another user gets its own tmp and none of the attempt's files", async () => {
  const dir = join(lab.dir, "exec");
  const closed = ["in", "out", "err", "pid"].map((ending) => `${dir}/1.${ending}`);
  const reads = closed.map((path) => `cat ${path} >/dev/null 2>&1 && echo read ${path};`).join("");
  const run = lab.run(`id -u; id -G; echo x >$TMPDIR/mine && echo wrote; ls ${dir} 2>&1 | tail -c 18; ${reads} true`, {
    dir,
    user: NOBODY,
  });
  await run.exit();
  await drained(run.tree, systemClock, 2_000);
  expect(run.out).toBe("65534\n65534\nwrote\nPermission denied\n");
  expect(statSync(run.files.exit).mode & 0o777).toBe(0o600);
  expect(statSync(run.files.tmp).uid).toBe(NOBODY.uid);
});

test("the recorders have an empty environment and a session of their own", async () => {
  const run = lab.run("echo ready; sleep 1000");
  await run.line();
  const recorders = readPidRecord(run.files)?.recorders ?? [];
  expect(recorders).toHaveLength(2);
  for (const { pid } of recorders) {
    expect(readFileSync(`/proc/${pid}/environ`, "latin1")).toBe("");
    expect(processTable.find(pid)?.session).toBe(pid);
  }
});

test("a run outlives the server that spawned it", async () => {
  const gate = join(lab.dir, "gate");
  const script = join(lab.dir, "server.ts");
  const request = {
    execution_id: "exec-orphan",
    dir: join(lab.dir, "orphan"),
    number: 1,
    argv: ["sh", "-c", `echo one; until [ -e ${gate} ]; do sleep 0.01; done; echo two; exit 4`],
    env: { PATH },
    cwd: lab.dir,
    stdin: "",
  };
  lab.adopt({ ...request, leader: undefined });
  const spawner = JSON.stringify(join(import.meta.dir, "spawn.ts"));
  writeFileSync(
    script,
    `import { spawnAttempt } from ${spawner};
    spawnAttempt(${JSON.stringify(request)}); console.log("spawned"); setInterval(() => {}, 1000);`,
  );
  const server = Bun.spawn(["bun", script], { stdout: "pipe", cwd: join(import.meta.dir, "../..") });
  await server.stdout.getReader().read();
  const out = join(request.dir, "1.out");
  await until(() => readFileSync(out, "utf8") === "one\n", "the first line");
  server.kill("SIGKILL");
  await server.exited;
  writeFileSync(gate, "");
  await until(() => readdirSync(request.dir).includes("1.exit"), "the exit file");
  await until(() => readFileSync(out, "utf8") === "one\ntwo\n", "the second line");
  expect(readExit(attemptFiles(request.dir, 1))).toEqual({ code: 4, signal: null });
});

describe("what cannot start says why", () => {
  const code = (request: Partial<SpawnRequest>) => {
    try {
      lab.run("true", request);
    } catch (error) {
      return error instanceof Fault ? error.code : error;
    }
  };

  test("missing directory", () => expect(code({ cwd: join(lab.dir, "none") })).toBe("workspace_missing"));
  test("missing program", () => expect(code({ argv: ["no-such-cli"] })).toBe("cli_missing"));
  test("missing path", () => expect(code({ argv: ["./no-such-cli"] })).toBe("cli_missing"));
  test("too many bytes", () => expect(code({ argv: ["true", "x".repeat(200_000)] })).toBe("argv_too_long"));

  test("program without the right to run", () => {
    mkdirSync(join(lab.dir, "bin"));
    writeFileSync(join(lab.dir, "bin/cli"), "#!/bin/sh\n", { mode: 0o644 });
    expect(code({ argv: ["cli"], env: { PATH: `${lab.dir}/bin:${PATH}` } })).toBe("cli_not_executable");
    expect(code({ argv: ["bin/cli"] })).toBe("cli_not_executable");
    chmodSync(join(lab.dir, "bin/cli"), 0o755);
    expect(code({ argv: ["bin/cli"] })).toBeUndefined();
  });
});
