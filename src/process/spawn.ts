import { closeSync } from "node:fs";
import { join } from "node:path";
import { Fault } from "~/kit/fault.ts";
import { makeAttemptCgroup, removeCgroup } from "./cgroup.ts";
import { commandOf } from "./command.ts";
import { attemptFiles } from "./files.ts";
import { identify, machineBoot } from "./identity.ts";
import { openStreams, type Streams } from "./streams.ts";
import type { Leader, SpawnRequest } from "./types.ts";
import { MARKER, WRAPPER } from "./wrapper.ts";

export interface Spawned extends Leader {
  /** The leader has ended and been reaped. Only the server that spawned it learns of it so. */
  exited: Promise<void>;
}

/**
 * Starts the CLI in a session of its own; it outlives the server. Throws a `Fault` with one of the codes
 * `workspace_missing`, `cli_missing`, `cli_not_executable`, `argv_too_long`, `spawn_failed`.
 */
export function spawnAttempt(request: SpawnRequest): Spawned {
  const command = commandOf(request);
  try {
    const streams = openStreams(request);
    try {
      const cgroup = request.cgroup === false ? undefined : makeAttemptCgroup(request);
      const proc = lead(request, command, streams, cgroup);
      proc.unref();
      return { ...identify(proc.pid), exited: proc.exited.then(() => undefined) };
    } finally {
      streams.fds.forEach(closeSync);
    }
  } catch (cause) {
    throw spawnFault(cause);
  }
}

function lead(request: SpawnRequest, command: string[], { fds, recorders }: Streams, cgroup?: string): Bun.Subprocess {
  const { execution_id, dir, number, cwd, env } = request;
  const record = [join(dir, String(number)), machineBoot(), ...recorders.map(String), cgroup ?? ""];
  try {
    return Bun.spawn(["/bin/sh", "-c", WRAPPER, "agented-attempt", ...record, ...command], {
      cwd,
      env: { ...env, TMPDIR: attemptFiles(dir, number).tmp, [MARKER]: execution_id },
      stdio: fds,
      detached: true,
      ...(cgroup && { cgroup }),
    });
  } catch (cause) {
    if (!cgroup) throw cause;
    removeCgroup(cgroup);
    return lead(request, command, { fds, recorders });
  }
}

function spawnFault(cause: unknown): Fault {
  if (cause instanceof Error && "code" in cause && cause.code === "E2BIG") {
    const message = "The arguments and the environment are larger than the system takes.";
    return new Fault("invalid", message, { code: "argv_too_long", cause });
  }
  return new Fault("unavailable", "The process could not be started.", { code: "spawn_failed", cause });
}
