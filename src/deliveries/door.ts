import type { Context } from "~/context.ts";
import { readBody } from "~/http/body.ts";
import { failureLimit } from "~/http/limits.ts";
import type { AppContext } from "~/http/scope.ts";
import { Fault } from "~/kit/fault.ts";
import { isEventName } from "./event-name.ts";
import { recordRejection } from "./reject.ts";
import { openRoom } from "./room.ts";
import type { Claimed, Presented } from "./signature.ts";

const TOO_MANY = "Too many deliveries from this address could not be verified.";
const NOTHING = new Uint8Array();

/** What stands between the internet and a receiver: no web page, no flood of what cannot be verified. */
export interface Door {
  /** What a request claims, when that is well-formed; throws before a body is read of one address too many. */
  admit(c: AppContext, presented: Presented): Claimed | undefined;
  /** Throws a Fault for a body that is too large, too slow, or one too many. */
  read(c: AppContext, limit: number): Promise<Uint8Array>;
  /** Counts it, keeps its trace, and says no more of it than that. */
  refusal(c: AppContext, presented: Presented, raw?: Uint8Array, verdict?: string): Fault;
}

interface Bounds {
  /** Per address and window, of what does not verify. */
  unverified: number;
  window_ms: number;
  bytes_per_address?: number;
}

export function openDoor(ctx: Context, { unverified, window_ms, bytes_per_address }: Bounds): Door {
  const failures = failureLimit(ctx.clock, unverified, window_ms);
  ctx.disposer.adopt(failures, (limit) => limit.close());
  const enter = openRoom(ctx.clock, bytes_per_address);
  const addressOf = (c: AppContext) => c.get("scope").address;
  return {
    admit(c, presented) {
      refusePages(c);
      ctx.ballast.refuseWhenFull();
      if (presented && !("malformed" in presented)) return presented;
      failures.refuse(addressOf(c), TOO_MANY);
      return undefined;
    },
    async read(c, limit) {
      const guest = enter(addressOf(c));
      try {
        return await readBody(c.req.raw, limit, guest);
      } finally {
        guest.leave();
      }
    },
    refusal(c, presented, raw = NOTHING, verdict = verdictOf(presented)) {
      failures.refuse(addressOf(c), TOO_MANY);
      failures.count(addressOf(c));
      recordRejection(ctx, { address: addressOf(c), ...receiverOf(c), verdict }, raw);
      return new Fault("unauthorized", `The delivery is not signed by a secret of this server: ${verdict}.`);
    },
  };
}

/** Where it came to, and as what. */
function receiverOf(c: AppContext) {
  const event = c.req.header("X-GitHub-Event") ?? "";
  return { path: c.req.path, trigger_id: c.req.param("trigger_id"), event: isEventName(event) ? event : null };
}

function verdictOf(presented: Presented): string {
  if (!presented) return "not signed";
  return "malformed" in presented ? presented.malformed : "no secret fits";
}

/** A page in somebody's browser must not start runs on that person's machine. */
function refusePages(c: AppContext): void {
  const site = c.req.header("sec-fetch-site");
  if (c.req.header("origin") !== undefined || (site !== undefined && site !== "none"))
    throw new Fault("denied", "Deliveries are not taken from web pages.");
}
