import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Ask, backendOf, carry, type Exit, fold, type Reason, type Seen, usageOf } from "../../backends/index.ts";
import { until } from "../until.ts";

const IDS = ["claude", "codex", "gemini", "opencode"] as const;
type Id = (typeof IDS)[number];
type More = Partial<Omit<Ask<unknown>, "config">> & { env?: Record<string, string> };

const VERSIONS = { claude: "2.1.329 (Claude Code)", codex: "codex-cli 0.169.0", gemini: "0.61.0", opencode: "1.18.33" };
let home: string;
let work: string;

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "fakes-"));
  work = join(home, "work");
  mkdirSync(work);
  mkdirSync(join(home, "codex"));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

function homesOf(dir: string): Record<string, string> {
  return {
    ...{ CLAUDE_CONFIG_DIR: `${dir}/claude`, CODEX_HOME: `${dir}/codex` },
    ...{ GEMINI_CLI_HOME: dir, XDG_DATA_HOME: `${dir}/data` },
  };
}

function start(id: Id, prompt: string, { env: given, ...more }: More = {}) {
  const asked = { prompt, config: {}, permissions: "edit" as const, working_dir: work, root: true, ...more };
  const { argv, env, stdin } = backendOf(id).command(asked);
  return Bun.spawn([join(import.meta.dir, argv[0]), ...argv.slice(1)], {
    cwd: asked.working_dir,
    env: { PATH: process.env.PATH, HOME: home, ...homesOf(home), ...env, ...given },
    stdin: new Blob([stdin]),
    stdout: "pipe",
    stderr: "pipe",
  });
}

async function finish(id: Id, child: ReturnType<typeof start>, output: ReadableStream = child.stdout) {
  const [stdout, stderr] = await Promise.all([new Response(output).text(), new Response(child.stderr).text()]);
  await child.exited;
  const signal = child.signalCode === null ? null : String(child.signalCode);
  const exit: Exit = { code: signal ? null : child.exitCode, signal };
  const read = (text: string, stream: "stdout" | "stderr") =>
    text.split("\n").flatMap((line) => backendOf(id).read(line, stream));
  const seen: Seen = fold({}, [...read(stdout, "stdout"), ...read(stderr, "stderr")]);
  return { exit, seen, stdout, stderr, verdict: backendOf(id).settle(exit, seen) };
}

function run(id: Id, prompt: string, more: More = {}) {
  return finish(id, start(id, prompt, more));
}

/** Starts and waits for the first byte, or for this word: signals are obeyed from then on. */
async function started(id: Id, prompt: string, word = "") {
  const child = start(id, prompt);
  const [output, watched] = child.stdout.tee();
  const reader = watched.getReader();
  for (let text = await textOf(reader); !text.includes(word); ) text += await textOf(reader);
  return { child, output };
}

function alive(pid: number): boolean {
  if (!(pid > 1)) throw new Error(`not a pid: ${pid}`);
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(existsSync("/proc") ? readFileSync(`/proc/${pid}/status`, "utf8") : "");
  } catch {
    return false;
  }
}

describe.each(IDS)("%s", (id) => {
  test("tells its version and refuses what it does not know", async () => {
    const version = Bun.spawnSync([join(import.meta.dir, id), "--version"]);
    expect(version.stdout.toString().trim()).toBe(VERSIONS[id]);
    const first = id === "codex" ? ["exec"] : id === "opencode" ? ["run"] : [];
    const unknown = Bun.spawnSync([join(import.meta.dir, id), ...first, "--no-such-flag"]);
    expect(unknown.exitCode).toBe(id === "codex" ? 2 : 1);
    expect((await run(id, "")).verdict.status).toBe("failed");
  });

  test("says, emits, and tells its argv and environment", async () => {
    const said = await run(id, "Please:\nsay hello there; emit 3 lines every 1 ms");
    expect(said.verdict).toEqual({ status: "succeeded" });
    expect(said.seen.session_id).toBeString();
    expect(said.seen.text).toEndWith("line 3");
    expect(said.stdout).toContain("hello there");
    const odd = 'écho 😀 "quoted" $HOME `x`';
    expect((await run(id, `${odd}\necho`)).seen.text).toBe(`${odd}\necho`);
    const argv = JSON.parse((await run(id, "argv")).seen.text ?? "");
    expect(argv).not.toContain("argv");
    expect(JSON.parse((await run(id, "env")).seen.text ?? "")).toHaveProperty("HOME", home);
  });

  test("goes on with a session and knows no other", async () => {
    const first = await run(id, "say one");
    const resume = first.seen.session_id;
    const second = await run(id, "recall", { resume });
    expect(second.verdict).toEqual({ status: "succeeded" });
    expect(second.seen.session_id).toBe(resume as string);
    expect(JSON.parse(second.seen.text ?? "")).toEqual(["say one"]);
    const lost = await run(id, "say two", { resume: "11111111-2222-3333-4444-555555555555" });
    expect(lost.verdict).toMatchObject({ status: "failed", reason: "exit_nonzero" });
    expect(lost.seen.session_id).toBeUndefined();
  });

  test("tells what it used as the real one does: each run once, resumed and forked", async () => {
    const input = (seen: Seen, before?: Seen) =>
      usageOf(seen, before && usageOf(before).counters).models.reduce((sum, model) => sum + model.input, 0);
    const first = await run(id, "spend 3");
    expect(input(first.seen)).toBe(300);
    const resume = first.seen.session_id;
    const second = await run(id, "say two", { resume });
    expect(input(second.seen, first.seen)).toBe(100);
    if (id === "gemini") return;
    const forked = await run(id, "recall", { resume, fork: true });
    expect(forked.seen.session_id).not.toBe(resume as string);
    expect(JSON.parse(forked.seen.text ?? "")).toEqual(["spend 3", "say two"]);
    expect(input(forked.seen, second.seen)).toBe(100);
    expect(JSON.parse((await run(id, "recall", { resume })).seen.text ?? "")).toEqual(["spend 3", "say two"]);
  });

  test("goes on in another home once the conversation is there, and not before", async () => {
    const kind = backendOf(id);
    const resume = (await run(id, "say one")).seen.session_id ?? "";
    const other = join(home, "other");
    mkdirSync(join(other, "codex"), { recursive: true });
    const env = homesOf(other);
    expect((await run(id, "recall", { resume, env })).verdict.status).toBe("failed");
    const [from, to] = [homesOf(home), env].map((homes) => kind.home?.root(homes, home) ?? "") as [string, string];
    const shared = kind.home?.share?.(from);
    if (!shared) await carry(kind, { session_id: resume, from, to });
    const second = await run(id, "recall", { resume, env: { ...env, ...shared } });
    expect(JSON.parse(second.seen.text ?? "")).toEqual(["say one"]);
  });

  test("meets a limit in mid-task: what was said and used until then is known", async () => {
    const { seen, verdict } = await run(id, "say half of it; limit 60 s");
    expect(verdict).toMatchObject({ reason: "usage_limit" });
    expect(seen).toMatchObject({ progress: true, limit: { hard: true } });
    // Codex says so with its next count.
    if (id !== "codex") expect(usageOf(seen).models[0]).toMatchObject({ input: 100, cache_read: 20 });
    // The fake of OpenCode opens its step before it is refused, the real one does not.
    if (id !== "opencode") expect((await run(id, "limit")).seen.progress).toBeUndefined();
  });

  const FAILURES: [string, Reason][] = [
    ["limit 60 s", "usage_limit"],
    ["rate limit", "rate_limit"],
    ["auth", "cli_auth"],
    ["api error", "api_error"],
    ["overloaded", "overloaded"],
    ["exit 0", "bad_result"],
    ["exit 7", "exit_nonzero"],
  ];
  test.each(FAILURES)("%s: %s", async (prompt, reason) => {
    const { verdict, seen } = await run(id, `say working; ${prompt}`);
    expect(verdict).toMatchObject({ status: "failed", reason });
    if (prompt.startsWith("limit")) expect(seen.limit).toMatchObject({ kind: "usage", hard: true });
  });

  test("writes a file where it may", async () => {
    for (const permissions of ["read_only", "edit", "full"] as const) {
      const name = `${id}-${permissions}.txt`;
      const { verdict } = await run(id, `write ${name} some text`, { permissions });
      expect(verdict).toEqual({ status: "succeeded" });
      expect(existsSync(join(work, name))).toBe(permissions !== "read_only");
    }
  });

  const signals: [Id, "SIGINT" | "SIGTERM", number | string][] = [
    ["claude", "SIGINT", 0],
    ["claude", "SIGTERM", 143],
    ["codex", "SIGINT", 1],
    ["codex", "SIGTERM", "SIGTERM"],
    ["gemini", "SIGINT", 0],
    ["gemini", "SIGTERM", 0],
    ["opencode", "SIGINT", "SIGINT"],
    ["opencode", "SIGTERM", "SIGTERM"],
  ];
  test.each(signals.filter(([of]) => of === id))("%s ends on %s as the real one does", async (_, signal, end) => {
    const { child, output } = await started(id, "say working; hang");
    child.kill(signal);
    const { exit, verdict } = await finish(id, child, output);
    expect(exit.signal ?? exit.code).toBe(end);
    expect(verdict.status).toBe("failed");
  });

  test("ignores what it is told to ignore", async () => {
    const { child, output } = await started(id, "say working; ignore TERM");
    child.kill("SIGINT");
    child.kill("SIGTERM");
    await Bun.sleep(50);
    expect(child.exitCode).toBeNull();
    child.kill("SIGKILL");
    expect((await finish(id, child, output)).exit.signal).toBe("SIGKILL");
  });

  test("leaves daemons behind", async () => {
    for (const prompt of ["daemonise", "daemonise clean"]) {
      const { seen } = await run(id, prompt);
      const pid = Number(seen.text?.replace("pid ", ""));
      expect(alive(pid)).toBe(true);
      const environment = existsSync("/proc") ? readFileSync(`/proc/${pid}/environ`, "utf8") : "";
      if (existsSync("/proc")) expect(environment.includes("CODEX_HOME=")).toBe(prompt === "daemonise");
      process.kill(pid, "SIGKILL");
    }
  });

  test("holds its output open beyond its end", async () => {
    const child = start(id, "hold output");
    const reader = child.stdout.getReader();
    const text = await until("the pid", async () => /pid \d+/.exec(await textOf(reader))?.[0]);
    await child.exited;
    const pid = Number(text.replace("pid ", ""));
    expect(alive(pid)).toBe(true);
    process.kill(pid, "SIGKILL");
    while (!(await reader.read()).done);
  });

  test("runs its tool in a session of its own", async () => {
    const { child } = await started(id, "say working; tool");
    const tool = await until("the tool", () => childOf(child.pid));
    expect(sessionOf(tool)).toBe(tool);
    child.kill("SIGTERM");
    await child.exited;
    const lives = id === "gemini" || id === "opencode";
    if (lives) expect(alive(tool)).toBe(true);
    else await until("the tool's end", () => !alive(tool));
    for (const pid of membersOf(tool)) process.kill(pid, "SIGKILL");
  });
});

test("claude warns when its allowance is nearly spent", async () => {
  const { seen, verdict } = await run("claude", "warn 0.93; say done");
  expect(verdict).toEqual({ status: "succeeded" });
  expect(seen.limit).toMatchObject({ kind: "usage", hard: false, utilization: 0.93, window: "five_hour" });
});

test.each(["claude", "opencode"] as const)("%s tells of each step before the next", async (id) => {
  const { child, output } = await started(id, "spend 1000", "step 4");
  child.kill("SIGKILL");
  const { seen } = await finish(id, child, output);
  const { models, turns, complete } = usageOf(seen);
  expect(turns).toBeGreaterThan(1);
  expect(models[0]).toMatchObject({ input: 100 * turns, cache_read: 20 * turns });
  expect(complete).toBe(false);
});

test.skipIf(!existsSync("/proc"))("holds memory", async () => {
  const { child } = await started("claude", "memory 200 MB; hang", "holding");
  const held = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1];
  expect(Number(held)).toBeGreaterThan(200_000);
  child.kill("SIGKILL");
});

test("opencode finds a session elsewhere and then says nothing for ever", async () => {
  const { seen } = await run("opencode", "say one");
  const child = start("opencode", "say two", { resume: seen.session_id, working_dir: home });
  await Bun.sleep(150);
  expect(child.exitCode).toBeNull();
  child.kill("SIGKILL");
  expect((await finish("opencode", child)).stdout).toBe("");
});

async function textOf(reader: { read(): Promise<{ value?: Uint8Array }> }): Promise<string> {
  return new TextDecoder().decode((await reader.read()).value);
}

function statOf(pid: number): string[] {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}

function childOf(pid: number): number | undefined {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ");
  const [first] = children.filter(Boolean).map(Number);
  return first !== undefined && sessionOf(first) === first ? first : undefined;
}

function sessionOf(pid: number): number {
  return Number(statOf(pid)[3]);
}

function membersOf(session: number): number[] {
  const pids = [...new Bun.Glob("[0-9]*").scanSync({ cwd: "/proc", onlyFiles: false })].map(Number);
  return pids.filter((pid) => {
    try {
      return sessionOf(pid) === session && alive(pid);
    } catch {
      return false;
    }
  });
}
