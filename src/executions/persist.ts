import type { Context } from "~/context.ts";
import { isTransient } from "~/db/transient.ts";

export const RETRY_MS = 250;

/**
 * Writes until it holds. A lock or a full disk passes, and what became of a run must not be forgotten because of it.
 * Throws what is no such failure, and any failure once the server leaves its runs behind: the next start finds them.
 */
export async function persist<T>(ctx: Context, detach: AbortSignal, write: () => T): Promise<T> {
  for (;;) {
    try {
      return write();
    } catch (err) {
      if (!isTransient(err) || detach.aborted) throw err;
      ctx.log.error({ err }, "the database cannot be written; trying again");
      await ctx.clock.sleep(RETRY_MS, detach);
    }
  }
}
