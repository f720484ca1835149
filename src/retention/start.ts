import type { Context } from "~/context.ts";
import { Portion } from "~/kit/portion.ts";
import { sweepSlice } from "./sweep.ts";

const HOUR_MS = 60 * 60_000;
/** Between two slices others get their turn. */
const PAUSE_MS = 50;
/** Rows of a slice. */
const PORTION = { turn_ms: 10, least: 10, most: 5_000 };

/** Removes what is too old, every hour, a slice at a time. The room it leaves in the file is used again. */
export function startRetention(ctx: Context): void {
  let cancel = () => {};
  const portion = new Portion(ctx.clock, PORTION);
  const look = () => {
    let more = false;
    try {
      more = portion.turn((rows) => sweepSlice(ctx, rows));
    } catch (err) {
      ctx.log.error({ err }, "what is too old cannot be removed now; trying again in an hour");
    }
    cancel = ctx.clock.after(more ? PAUSE_MS : HOUR_MS, look);
  };
  cancel = ctx.clock.after(PAUSE_MS, look);
  ctx.disposer.defer(() => cancel());
}
