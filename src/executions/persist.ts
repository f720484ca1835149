import type { Context } from "~/context.ts";
import { isTransient } from "~/db/transient.ts";

export const RETRY_MS = 250;

/**
 * Acts until it holds. A lock, a full disk or a want of descriptors passes, and what became of a run must not be
 * forgotten, nor its processes be left, because of it. Throws what is no such failure, and any failure once the server
 * leaves its runs behind: the next start finds them.
 */
export async function persist<T>(ctx: Context, detach: AbortSignal, act: () => T | Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await act();
    } catch (err) {
      if (!passes(err) || detach.aborted) throw err;
      ctx.log.error({ err }, "it cannot be done now; trying again");
      await ctx.clock.sleep(RETRY_MS, detach);
    }
  }
}

function passes(error: unknown): boolean {
  return (
    isTransient(error) || (error instanceof Error && "code" in error && /^(EMFILE|ENFILE)$/.test(String(error.code)))
  );
}
