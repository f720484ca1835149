import { dlopen } from "bun:ffi";

const LIBRARIES = ["libc.so.6", "libc.musl-x86_64.so.1", "libc.musl-aarch64.so.1", "libSystem.B.dylib"];
const PR_SET_DUMPABLE = 4;

/** A FIFO that its owner alone may open. Throws when it cannot be made. */
export function makeFifo(path: string): void {
  const made = call((library) => {
    const { symbols } = dlopen(library, { mkfifo: { args: ["cstring", "u32"], returns: "i32" } });
    return symbols.mkfifo(Buffer.from(`${path}\0`), 0o600);
  });
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
  if (process.platform !== "linux") return false;
  return call((library) => {
    const { symbols } = dlopen(library, { fcntl: { args: ["i32", "i32", "i32"], returns: "i32" } });
    return symbols.fcntl(fd, F_SETPIPE_SZ, PIPE_BYTES) === PIPE_BYTES ? 0 : -1;
  });
}

/** Closes `/proc/<server>/environ` and memory to other processes of the same user. Root still reads. */
export function harden(): boolean {
  if (process.platform !== "linux") return false;
  return call((library) => {
    const { symbols } = dlopen(library, { prctl: { args: ["i32", "u64", "u64", "u64", "u64"], returns: "i32" } });
    return symbols.prctl(PR_SET_DUMPABLE, 0n, 0n, 0n, 0n);
  });
}

/** Ends the process without another write: leaving in order, Bun would close the databases, which writes to them. */
export function endAtOnce(code: number): never {
  call((library) => dlopen(library, { _exit: { args: ["i32"], returns: "void" } }).symbols._exit(code) ?? 0);
  process.kill(process.pid, "SIGKILL");
  throw new Error("it has ended");
}

/** Whether the call answered 0 from the first C library that is there. Opening one again costs 0.02 ms. */
function call(use: (library: string) => number): boolean {
  for (const library of LIBRARIES) {
    try {
      return use(library) === 0;
    } catch {
      // Another system's name for it.
    }
  }
  return false;
}
