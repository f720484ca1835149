import { chmodSync, chownSync, closeSync, mkdirSync, openSync, unlinkSync, writeFileSync } from "node:fs";
import { attemptFiles, exitDraft } from "./files.ts";
import { startRecorder } from "./recorder.ts";
import type { SpawnRequest } from "./types.ts";

const EXIT_BYTES = 16;

export interface Streams {
  /** The child's stdin, stdout and stderr, for the caller to close. */
  fds: [number, number, number];
  /** The pids of who records the latter two. */
  recorders: [number, number];
  /** Resolves when both have ended; false when one of them could not write to the end, as on a full disk. */
  kept: Promise<boolean>;
}

/** Lays out the attempt's files and starts its recorders. */
export function openStreams(request: SpawnRequest): Streams {
  const { dir, number, stdin, user } = request;
  const files = attemptFiles(dir, number);
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  mkdirSync(files.tmp, { recursive: true, mode: 0o700 });
  writeFileSync(files.in, stdin, { mode: 0o600 });
  writeFileSync(exitDraft(files), " ".repeat(EXIT_BYTES), { mode: 0o600 });
  if (user) {
    // The user passes through the directory but cannot list it.
    chmodSync(dir, 0o711);
    chownSync(files.tmp, user.uid, user.gid);
  }
  const fds: number[] = [];
  try {
    const input = openInput(request, files.in);
    fds.push(input);
    const out = startRecorder(files.out, user);
    fds.push(out.fd);
    const err = startRecorder(files.err, user);
    const kept = Promise.all([out.kept, err.kept]).then((all) => all.every(Boolean));
    return { fds: [input, out.fd, err.fd], recorders: [out.pid, err.pid], kept };
  } catch (error) {
    fds.forEach(closeSync);
    throw error;
  }
}

/** Another user gets a copy that is its own and has no name: it may open /dev/stdin, and nobody else finds the prompt. */
function openInput({ stdin, user }: SpawnRequest, path: string): number {
  if (!user) return openSync(path, "r");
  const copy = `${path}.copy`;
  writeFileSync(copy, stdin, { mode: 0o600 });
  try {
    chownSync(copy, user.uid, user.gid);
    return openSync(copy, "r");
  } finally {
    unlinkSync(copy);
  }
}
