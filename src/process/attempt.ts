const ABSENT = new Set(["ENOENT", "ENOTDIR", "ESRCH", "EACCES", "EPERM"]);

/**
 * Undefined where what is read is not there (any more) or is not ours to read; `also` names what else says so. All
 * else is thrown: that the server lacks a descriptor, say, tells nothing about a process, and one has to look again.
 */
export function attempt<T>(read: () => T, ...also: string[]): T | undefined {
  try {
    return read();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (ABSENT.has(code) || also.includes(code)) return undefined;
    throw error;
  }
}
