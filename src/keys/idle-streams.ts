import type { Context } from "~/context.ts";
import { findActorInSession } from "./sessions.ts";

const LOOK_MS = 60_000;

/** An open stream asks for nothing, and keeps no session: each minute those end whose session is over. */
export function endIdleStreams(ctx: Context): void {
  const look = () => {
    try {
      ctx.streams.end(({ session_id }) => session_id !== undefined && !findActorInSession(ctx, session_id));
    } catch (err) {
      ctx.log.error({ err }, "whose session is over could not be told; trying again in a minute");
    }
    cancel = ctx.clock.after(LOOK_MS, look);
  };
  let cancel = ctx.clock.after(LOOK_MS, look);
  ctx.disposer.defer(() => cancel());
}
