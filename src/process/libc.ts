import { dlopen, type FFIFunction, type Library } from "bun:ffi";

const LIBRARIES = ["libc.so.6", "libc.musl-x86_64.so.1", "libc.musl-aarch64.so.1", "libSystem.B.dylib"];
const PR_SET_DUMPABLE = 4;

/** A FIFO that its owner alone may open. Throws when it cannot be made. */
export function makeFifo(path: string): void {
  const made = mkfifo()?.(Buffer.from(`${path}\0`), 0o600) === 0;
  // The program does the same in some milliseconds, during which the server stands still.
  if (!made && !Bun.spawnSync(["mkfifo", "-m", "600", path]).success)
    throw new Error(`Could not make the FIFO ${path}.`);
}

const F_SETPIPE_SZ = 1031;
const PIPE_BYTES = 1024 * 1024;

/**
 * Lets a FIFO hold a megabyte instead of 64 KiB, where Linux allows it: some CLIs exit without waiting for the rest of
 * what a full pipe did not take.
 */
export function widenFifo(fd: number): boolean {
  return process.platform === "linux" && fcntl()?.(fd, F_SETPIPE_SZ, PIPE_BYTES) === PIPE_BYTES;
}

/** Closes `/proc/<server>/environ` and memory to other processes of the same user. Root still reads. */
export function harden(): boolean {
  return process.platform === "linux" && prctl()?.(PR_SET_DUMPABLE, 0n, 0n, 0n, 0n) === 0;
}

/** Ends the process without another write: leaving in order, Bun would close the databases, which writes to them. */
export function endAtOnce(code: number): never {
  exit()?.(code);
  process.kill(process.pid, "SIGKILL");
  throw new Error("it has ended");
}

const mkfifo = once(() => find({ mkfifo: { args: ["cstring", "u32"], returns: "i32" } })?.mkfifo);
const fcntl = once(() => find({ fcntl: { args: ["i32", "i32", "i32"], returns: "i32" } })?.fcntl);
const prctl = once(() => find({ prctl: { args: ["i32", "u64", "u64", "u64", "u64"], returns: "i32" } })?.prctl);
const exit = once(() => find({ _exit: { args: ["i32"], returns: "void" } })?._exit);

/** Each opening of a library keeps some 600 bytes for good, so a function that was found is kept. */
function once<T>(look: () => T | undefined): () => T | undefined {
  let found: T | undefined;
  return () => {
    found ??= look();
    return found;
  };
}

/** Out of the first C library that is there; undefined where none is, or none has it. */
function find<Fns extends Record<string, FFIFunction>>(functions: Fns): Library<Fns>["symbols"] | undefined {
  for (const library of LIBRARIES) {
    try {
      return dlopen(library, functions).symbols;
    } catch {
      // Another system's name for it.
    }
  }
  return undefined;
}
