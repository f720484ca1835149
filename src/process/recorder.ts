import { chownSync, closeSync, constants, openSync, unlinkSync } from "node:fs";
import { makeFifo } from "./libc.ts";
import type { User } from "./types.ts";

export interface Recorder {
  pid: number;
  /** The write end, for the child; the caller closes it. */
  fd: number;
}

/**
 * Starts a process that appends to `file` what is written to a FIFO, until nobody holds that any more. A FIFO, because
 * a child may open its `/dev/stdout` again: a file would be truncated, a socket cannot be opened. It has no name in the
 * file system once this returns; `name` is what `/proc` goes on to show.
 */
export function startRecorder(name: string, file: string, owner: User | undefined): Recorder {
  const fds: number[] = [];
  makeFifo(name);
  try {
    if (owner) chownSync(name, owner.uid, owner.gid);
    // Open both ways for the moment, so that neither end waits for the other.
    fds.push(openSync(name, constants.O_RDWR), openSync(name, constants.O_RDONLY), openSync(file, "a", 0o600));
    const proc = Bun.spawn(["/bin/cat"], {
      stdio: [fds[1], fds[2], "ignore"],
      env: {},
      cwd: "/",
      detached: true,
    });
    proc.unref();
    return { pid: proc.pid, fd: openSync(name, constants.O_WRONLY) };
  } finally {
    unlinkSync(name);
    fds.forEach(closeSync);
  }
}
