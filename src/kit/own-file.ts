import { join } from "node:path";

/** How the modules of an executable that Bun made call the place where they lie. */
const EMBEDDED = "/$bunfs/";

/** Whether this is the executable that `bun run build` makes, and not the checkout. */
export const isExecutable = import.meta.dir.startsWith(EMBEDDED);

/** A file of the program by its path in the checkout. The executable holds those that `scripts/build.ts` names. */
export function ownFile(path: string): string {
  return join(import.meta.dir, isExecutable ? "." : "../..", path);
}
