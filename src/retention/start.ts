import type { Context } from "~/context.ts";
import { isTransient } from "~/db/transient.ts";
import { Portion } from "~/kit/portion.ts";
import { sweepSlice } from "./sweep.ts";

const HOUR_MS = 60 * 60_000;
/** Between two slices others get their turn. */
const PAUSE_MS = 50;
/** After somebody else's lock, or while the disk is full. */
const RETRY_MS = 5_000;
/** Rows of a slice. */
const PORTION = { turn_ms: 10, least: 10, most: 5_000 };

/** Removes what is too old, every hour, a slice at a time. The room it leaves in the file is used again. */
export function startRetention(ctx: Context): void {
  let cancel = () => {};
  const portion = new Portion(ctx.clock, PORTION);
  const look = () => {
    let wait_ms = HOUR_MS;
    try {
      if (portion.turn((rows) => sweepSlice(ctx, rows))) wait_ms = PAUSE_MS;
    } catch (err) {
      if (isTransient(err)) wait_ms = RETRY_MS;
      ctx.log.error({ err, wait_ms }, "what is too old cannot be removed now; trying again");
    }
    cancel = ctx.clock.after(wait_ms, look);
  };
  cancel = ctx.clock.after(PAUSE_MS, look);
  ctx.disposer.defer(() => cancel());
}
