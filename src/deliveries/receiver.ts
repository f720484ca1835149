import type { Context } from "~/context.ts";
import { isForwarded } from "~/http/address.ts";
import { readBody } from "~/http/body.ts";
import { failureLimit } from "~/http/limits.ts";
import type { AppContext } from "~/http/scope.ts";
import { Fault } from "~/kit/fault.ts";
import type { Receipt } from "./model.ts";
import { challengeOf, receive } from "./receive.ts";
import { recordRejection } from "./reject.ts";
import { parseSignatures } from "./signature.ts";
import { vouch } from "./vouch.ts";

const BYTES_IN_FLIGHT = 64 * 1024 * 1024;
const TOO_MANY = "Too many deliveries from this address could not be verified.";

export type Take = (c: AppContext, limit: number, trigger_id?: string) => Promise<Receipt | { challenge: string }>;

/**
 * What stands between the internet and `receive`: no web page, no flood of what cannot be verified, no body read
 * before its time. What nobody vouches for is 401, whatever it says.
 */
export function receiver(ctx: Context): Take {
  const { UNVERIFIED_DELIVERIES_PER_10_SECS } = ctx.config;
  const failures = failureLimit(ctx.clock, UNVERIFIED_DELIVERIES_PER_10_SECS, 10_000);
  ctx.disposer.adopt(failures, (limit) => limit.close());
  let inFlight = 0;
  return async (c, limit, trigger_id) => {
    const scope = c.get("scope");
    refusePages(c);
    const claimed = parseSignatures(c.req.raw.headers);
    const wellFormed = claimed && !("malformed" in claimed) ? claimed : undefined;
    if (!wellFormed) failures.refuse(scope.address, TOO_MANY);
    const reserved = Math.min(limit, Number(c.req.header("content-length") ?? limit));
    if (inFlight + reserved > BYTES_IN_FLIGHT)
      throw new Fault("unavailable", "Too much at once.", { headers: { "Retry-After": "5" } });
    inFlight += reserved;
    const raw = await readBody(c.req.raw, limit).finally(() => {
      inFlight -= reserved;
    });
    const vouched = vouch(ctx, { claimed: wellFormed, raw, trigger_id, forwarded: isForwarded(c) });
    if (!vouched) {
      failures.refuse(scope.address, TOO_MANY);
      failures.count(scope.address);
      const verdict = claimed && "malformed" in claimed ? claimed.malformed : claimed ? "no secret fits" : "not signed";
      recordRejection(ctx, scope.address, raw, verdict);
      throw new Fault("unauthorized", `The delivery is not signed by a secret of this server: ${verdict}.`);
    }
    const challenge = challengeOf(raw);
    if (challenge !== undefined) return { challenge };
    return receive(ctx, scope, { headers: c.req.raw.headers, raw, trigger_id }, vouched);
  };
}

/** A page in somebody's browser must not start runs on that person's machine. */
function refusePages(c: AppContext): void {
  const site = c.req.header("sec-fetch-site");
  if (c.req.header("origin") !== undefined || (site !== undefined && site !== "none"))
    throw new Fault("denied", "Deliveries are not taken from web pages.");
}
