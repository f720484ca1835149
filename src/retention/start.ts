import type { Context } from "~/context.ts";
import { sweepSlice } from "./sweep.ts";

const HOUR_MS = 60 * 60_000;
/** Between two slices others get their turn. */
const PAUSE_MS = 50;

/** Removes what is too old, every hour, a slice at a time. The room it leaves in the file is used again. */
export function startRetention(ctx: Context): void {
  let cancel = () => {};
  const look = () => {
    let more = false;
    try {
      more = sweepSlice(ctx);
    } catch (err) {
      ctx.log.error({ err }, "what is too old cannot be removed now; trying again in an hour");
    }
    cancel = ctx.clock.after(more ? PAUSE_MS : HOUR_MS, look);
  };
  cancel = ctx.clock.after(PAUSE_MS, look);
  ctx.disposer.defer(() => cancel());
}
