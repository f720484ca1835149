import { chownSync, closeSync, constants, openSync, rmSync, unlinkSync } from "node:fs";
import { fifoOf } from "./files.ts";
import { makeFifo, widenFifo } from "./libc.ts";
import type { User } from "./types.ts";

export interface Recorder {
  pid: number;
  /** The write end, for the child; the caller closes it. */
  fd: number;
  /** Resolves when it ends; false when it could not write to the end, as on a full disk. */
  kept: Promise<boolean>;
}

/**
 * Starts a process that appends to the file `output` what comes through a FIFO, until nobody holds that any more. A
 * FIFO, because a child may open its `/dev/stdout` again: a file would be truncated, a socket cannot be opened.
 */
export function startRecorder(output: string, owner: User | undefined): Recorder {
  const fifo = fifoOf(output);
  const fds: number[] = [];
  // One may stand there from a server that was killed at this very place.
  rmSync(fifo, { force: true });
  makeFifo(fifo);
  try {
    if (owner) chownSync(fifo, owner.uid, owner.gid);
    // Open both ways for the moment, so that neither end waits for the other.
    const both = openSync(fifo, constants.O_RDWR);
    fds.push(both, openSync(fifo, constants.O_RDONLY), openSync(output, "a", 0o600));
    widenFifo(both);
    const proc = Bun.spawn(["/bin/cat"], {
      stdio: [fds[1], fds[2], "ignore"],
      env: {},
      cwd: "/",
      detached: true,
    });
    proc.unref();
    const kept = proc.exited.then((code) => code === 0 || proc.signalCode !== null);
    return { pid: proc.pid, fd: openSync(fifo, constants.O_WRONLY), kept };
  } finally {
    unlinkSync(fifo);
    fds.forEach(closeSync);
  }
}
