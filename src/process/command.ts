import { accessSync, constants, statSync } from "node:fs";
import { resolve } from "node:path";
import { Fault } from "~/kit/fault.ts";
import type { SpawnRequest, User } from "./types.ts";

const SYSTEM_PATH = "/usr/bin:/bin:/usr/sbin:/sbin";

/** The argv that the wrapper runs. Throws a `Fault` that says what is missing. */
export function commandOf(request: SpawnRequest): string[] {
  const { argv, cwd, user } = request;
  if (!statSync(cwd, { throwIfNoEntry: false })?.isDirectory()) {
    throw new Fault("unavailable", `The working directory ${cwd} does not exist: make it, or name another.`, {
      code: "workspace_missing",
    });
  }
  return [...(user ? changeUser(user) : []), findBinary(request), ...argv.slice(1)];
}

/** The CLI's absolute path, so that the shell takes no name for one of its own commands. */
function findBinary({ argv: [name], cwd, env }: SpawnRequest): string {
  // An empty entry would mean the working directory, which may be a stranger's checkout.
  const dirs = name.includes("/") ? [cwd] : (env.PATH ?? SYSTEM_PATH).split(":").filter(Boolean);
  const present = dirs.map((dir) => resolve(cwd, dir, name)).filter(isFile);
  const binary = present.find(isExecutable);
  if (binary) return binary;
  if (present[0]) {
    throw new Fault("unavailable", `${present[0]} is not executable.`, { code: "cli_not_executable" });
  }
  throw new Fault("unavailable", `The program ${name} was not found.`, { code: "cli_missing" });
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export function changeUser({ uid, gid }: User): string[] {
  const setpriv = Bun.which("setpriv", { PATH: SYSTEM_PATH });
  if (!setpriv) {
    throw new Fault("unavailable", "Running as another user needs setpriv (util-linux).", { code: "spawn_failed" });
  }
  return [setpriv, `--reuid=${uid}`, `--regid=${gid}`, "--clear-groups", "--"];
}
