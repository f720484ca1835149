import { closeSync } from "node:fs";
import { join } from "node:path";
import { systemClock } from "~/kit/clock.ts";
import { Fault } from "~/kit/fault.ts";
import { killCgroup, makeAttemptCgroup, removeCgroup } from "./cgroup.ts";
import { commandOf } from "./command.ts";
import { attemptFiles, exitRecord } from "./files.ts";
import { identify, machineBoot } from "./identity.ts";
import { poll } from "./poll.ts";
import { signal } from "./signal.ts";
import { openStreams, type Streams } from "./streams.ts";
import type { ExitRecord, Leader, SpawnRequest } from "./types.ts";
import { MARKER, WRAPPER } from "./wrapper.ts";

const DEFAULT_UMASK = 0o022;
const REMOVAL_MS = 5_000;

export interface Spawned extends Leader {
  /**
   * The leader has ended and been reaped; what the exit file says, were it lost to a full disk, and undefined when a
   * signal ended the leader itself. Only the server that spawned it learns of it so.
   */
  exited: Promise<ExitRecord | undefined>;
  /** Resolves when nobody records its output any more; false when some of it was lost, as on a full disk. */
  kept: Promise<boolean>;
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
      const exited = proc.exited.then((code) => (proc.signalCode ? undefined : exitRecord(code)));
      return { ...identifyOrEnd(proc, cgroup), exited, kept: streams.kept };
    } finally {
      streams.fds.forEach(closeSync);
    }
  } catch (cause) {
    throw spawnFault(cause);
  }
}

/** Whom nobody can name nobody could stop either: it does not stay. */
function identifyOrEnd(proc: Bun.Subprocess, cgroup: string | undefined): Leader {
  try {
    return identify(proc.pid);
  } catch (error) {
    signal(-proc.pid, "SIGKILL");
    if (cgroup) {
      killCgroup(cgroup);
      // Those beside the leader may take a moment longer to be gone.
      void proc.exited.then(() => poll(systemClock, REMOVAL_MS, () => removeCgroup(cgroup)));
    }
    throw error;
  }
}

function lead(request: SpawnRequest, command: string[], streams: Streams, cgroup?: string): Bun.Subprocess {
  const { fds, recorders } = streams;
  const { execution_id, dir, number, cwd, env, umask = DEFAULT_UMASK } = request;
  const record = [join(dir, String(number)), machineBoot(), ...recorders.map(String), cgroup ?? "", umask.toString(8)];
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
    return lead(request, command, streams);
  }
}

function spawnFault(cause: unknown): Fault {
  if (cause instanceof Error && "code" in cause && cause.code === "E2BIG") {
    const message = "The arguments and the environment are larger than the system takes.";
    return new Fault("invalid", message, { code: "argv_too_long", cause });
  }
  return new Fault("unavailable", "The process could not be started.", { code: "spawn_failed", cause });
}
