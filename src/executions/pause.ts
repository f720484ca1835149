import type { Context } from "~/context.ts";

/** Until the bell, the time or the abort, whichever comes first. */
export function pause({ bells, clock }: Context, bell: string, ms: number, signal: AbortSignal): Promise<void> {
  const over = new AbortController();
  const heard = bells.wait(bell, over.signal);
  const passed = clock.sleep(ms, over.signal);
  const aborted = () => over.abort();
  signal.addEventListener("abort", aborted, { once: true });
  return Promise.race([heard, passed]).then(() => {
    signal.removeEventListener("abort", aborted);
    over.abort();
  });
}
