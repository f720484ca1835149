import { statfsSync } from "node:fs";

/** Bytes that an ordinary user may still write on the disk that holds `dir`. */
export function freeBytes(dir: string): number {
  const { bavail, bsize } = statfsSync(dir);
  return bavail * bsize;
}
