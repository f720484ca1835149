import { accessSync, chmodSync, chownSync, constants, mkdirSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Fault } from "~/kit/fault.ts";
import { makeAttemptCgroup, removeCgroup } from "./cgroup.ts";
import { attemptFiles } from "./files.ts";
import { identify, machineBoot } from "./identity.ts";
import type { Files, Leader, SpawnRequest } from "./types.ts";
import { MARKER, WRAPPER } from "./wrapper.ts";

type User = NonNullable<SpawnRequest["user"]>;

const SYSTEM_PATH = "/usr/bin:/bin:/usr/sbin:/sbin";

export interface Spawned extends Leader {
  /** The leader has ended and been reaped. Only the server that spawned it learns of it so. */
  exited: Promise<void>;
}

/**
 * Starts the CLI in a session of its own; it outlives the server. Throws a `Fault` with one of the codes
 * `workspace_missing`, `cli_missing`, `cli_not_executable`, `argv_too_long`, `spawn_failed`.
 */
export function spawnAttempt(request: SpawnRequest): Spawned {
  const binary = findBinary(request);
  const files = attemptFiles(request.dir, request.number);
  layOut(request, files);
  const cgroup = request.cgroup === false ? undefined : makeAttemptCgroup(request);
  const argv = [...(request.user ? changeUser(request.user) : []), binary, ...request.argv.slice(1)];
  const proc = start(request, argv, cgroup);
  proc.unref();
  const leader = identify(proc.pid);
  if (!leader)
    throw new Fault("internal", "The process ended before it could be identified.", { code: "spawn_failed" });
  return { ...leader, exited: proc.exited.then(() => undefined) };
}

function start(request: SpawnRequest, argv: string[], cgroup: string | undefined) {
  const { cwd, env, execution_id, dir, number, user } = request;
  const owner = user ? `${user.uid}:${user.gid}` : "";
  const parameters = [join(dir, String(number)), machineBoot(), cgroup ?? "", owner, ...argv];
  try {
    return Bun.spawn(["/bin/sh", "-c", WRAPPER, "agented-attempt", ...parameters], {
      cwd,
      env: { ...env, TMPDIR: attemptFiles(dir, number).tmp, [MARKER]: execution_id },
      stdio: ["ignore", "ignore", "ignore"],
      detached: true,
      ...(cgroup && { cgroup }),
    });
  } catch (cause) {
    if (!cgroup) throw spawnFault(cause);
    removeCgroup(cgroup);
    return start(request, argv, undefined);
  }
}

function spawnFault(cause: unknown): Fault {
  if (cause instanceof Error && "code" in cause && cause.code === "E2BIG") {
    const message = "The arguments and the environment are larger than the system takes.";
    return new Fault("invalid", message, { code: "argv_too_long", cause });
  }
  return new Fault("unavailable", "The process could not be started.", { code: "spawn_failed", cause });
}

/** The CLI's absolute path, so that the shell takes no name for one of its own commands. */
function findBinary({ argv: [name], cwd, env }: SpawnRequest): string {
  if (!statSync(cwd, { throwIfNoEntry: false })?.isDirectory()) {
    throw new Fault("unavailable", `The working directory ${cwd} does not exist.`, { code: "workspace_missing" });
  }
  // An empty entry would mean the working directory, which may be a stranger's checkout.
  const dirs = name.includes("/") ? [cwd] : (env.PATH ?? SYSTEM_PATH).split(":").filter(Boolean);
  const places = dirs.map((dir) => resolve(cwd, dir, name));
  const present = places.filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile());
  const binary = present.find(executable);
  if (binary) return binary;
  if (present[0]) {
    throw new Fault("unavailable", `${present[0]} is not executable.`, { code: "cli_not_executable" });
  }
  throw new Fault("unavailable", `The program ${name} was not found.`, { code: "cli_missing" });
}

function executable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Everything is there before the process is: whoever follows the files needs not wait for them. */
function layOut({ dir, stdin, user }: SpawnRequest, files: Files): void {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  mkdirSync(files.tmp, { recursive: true, mode: 0o700 });
  // The shell's umask is the child's: what the wrapper writes has its mode from here.
  const written = [files.out, files.err, files.pid, `${files.exit}.new`];
  for (const file of written) writeFileSync(file, "", { flag: "a", mode: 0o600 });
  writeFileSync(files.in, stdin, { mode: 0o600 });
  if (user) open(dir, files, stdin, user);
}

/** The user passes through the directory but cannot list it, and writes to its tmp alone. */
function open(dir: string, files: Files, stdin: string, { uid, gid }: User): void {
  chmodSync(dir, 0o711);
  // What the CLI reads is a file of its own that loses its name once opened: /dev/stdin works, and no other
  // execution of the same user finds the prompt.
  const copy = files.in.replace(/in$/, "stdin");
  writeFileSync(copy, stdin, { mode: 0o600 });
  for (const path of [files.tmp, copy]) chownSync(path, uid, gid);
}

function changeUser({ uid, gid }: User): string[] {
  const setpriv = Bun.which("setpriv", { PATH: SYSTEM_PATH });
  if (!setpriv) {
    throw new Fault("unavailable", "Running as another user needs setpriv (util-linux).", { code: "spawn_failed" });
  }
  return [setpriv, `--reuid=${uid}`, `--regid=${gid}`, "--clear-groups", "--"];
}
