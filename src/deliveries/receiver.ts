import type { Context } from "~/context.ts";
import { isDirect } from "~/http/address.ts";
import { readBody } from "~/http/body.ts";
import { type FailureLimit, failureLimit } from "~/http/limits.ts";
import type { AppContext } from "~/http/scope.ts";
import { Fault } from "~/kit/fault.ts";
import { listWebhookTriggers } from "~/triggers/index.ts";
import type { Receipt } from "./model.ts";
import { challengeOf, receive, type Witness } from "./receive.ts";
import { recordRejection } from "./reject.ts";
import { type Guest, openRoom } from "./room.ts";
import { parseSignatures } from "./signature.ts";
import { vouch } from "./vouch.ts";

const TOO_MANY = "Too many deliveries from this address could not be verified.";
const NOTHING = new Uint8Array();

/** What the receivers ask of others, or tell them. */
export interface Seams {
  witness?: Witness;
}

export type Take = (c: AppContext, limit: number, trigger_id?: string) => Promise<Receipt | { challenge: string }>;

/**
 * What stands between the internet and `receive`: no web page, no flood of what cannot be verified, no body read
 * before its time. What nobody vouches for is 401, whatever it says.
 */
export function receiver(ctx: Context, { witness }: Seams = {}): Take {
  const { UNVERIFIED_DELIVERIES_PER_10_SECS } = ctx.config;
  const failures = failureLimit(ctx.clock, UNVERIFIED_DELIVERIES_PER_10_SECS, 10_000);
  ctx.disposer.adopt(failures, (limit) => limit.close());
  const enter = openRoom(ctx.clock);
  return async (c, limit, trigger_id) => {
    const scope = c.get("scope");
    refusePages(c);
    const claimed = parseSignatures(c.req.raw.headers);
    const wellFormed = claimed && !("malformed" in claimed) ? claimed : undefined;
    if (!wellFormed) failures.refuse(scope.address, TOO_MANY);
    const addressed = listWebhookTriggers(ctx).filter(({ id }) => trigger_id === undefined || id === trigger_id);
    if (trigger_id !== undefined && addressed.length === 0)
      throw refusal(ctx, failures, scope.address, NOTHING, "there is no such receiver");
    const raw = await readFrom(c, limit, enter(scope.address));
    const { unreadable, ...vouched } = vouch(ctx, { claimed: wellFormed, raw, addressed, direct: isDirect(c) });
    if (vouched.triggers.length === 0) {
      const verdict = claimed && "malformed" in claimed ? claimed.malformed : claimed ? "no secret fits" : "not signed";
      const refused = refusal(ctx, failures, scope.address, raw, verdict);
      throw unreadable ?? refused;
    }
    const challenge = challengeOf(raw);
    if (challenge !== undefined) return { challenge };
    return receive(ctx, scope, { headers: c.req.raw.headers, raw, trigger_id }, vouched, witness);
  };
}

async function readFrom(c: AppContext, limit: number, guest: Guest): Promise<Uint8Array> {
  try {
    return await readBody(c.req.raw, limit, guest);
  } finally {
    guest.leave();
  }
}

/** Counts it, keeps its trace, and says no more of it than that. */
function refusal(ctx: Context, failures: FailureLimit, address: string, raw: Uint8Array, verdict: string): Fault {
  failures.refuse(address, TOO_MANY);
  failures.count(address);
  recordRejection(ctx, address, raw, verdict);
  return new Fault("unauthorized", `The delivery is not signed by a secret of this server: ${verdict}.`);
}

/** A page in somebody's browser must not start runs on that person's machine. */
function refusePages(c: AppContext): void {
  const site = c.req.header("sec-fetch-site");
  if (c.req.header("origin") !== undefined || (site !== undefined && site !== "none"))
    throw new Fault("denied", "Deliveries are not taken from web pages.");
}
