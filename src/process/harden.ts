import { dlopen } from "bun:ffi";

const PR_SET_DUMPABLE = 4;
const LIBRARIES = ["libc.so.6", "libc.musl-x86_64.so.1", "libc.musl-aarch64.so.1"];

/** Closes `/proc/<server>/environ` and memory to other processes of the same user. Root still reads. */
export function harden(): boolean {
  return process.platform === "linux" && LIBRARIES.some(makeUndumpable);
}

function makeUndumpable(library: string): boolean {
  try {
    const { symbols, close } = dlopen(library, {
      prctl: { args: ["i32", "u64", "u64", "u64", "u64"], returns: "i32" },
    });
    const done = symbols.prctl(PR_SET_DUMPABLE, 0n, 0n, 0n, 0n) === 0;
    close();
    return done;
  } catch {
    return false;
  }
}
