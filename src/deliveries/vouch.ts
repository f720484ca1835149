import type { Context } from "~/context.ts";
import { Fault } from "~/kit/fault.ts";
import { isLocalOnly, secretsOf, type TriggerRow } from "~/triggers/index.ts";
import type { Claimed } from "./signature.ts";
import { verify } from "./signature.ts";

/** Verifying one request may take this long; then the gate cannot decide, and refuses. */
const BOUND_MS = 50;

/** Who stands for a delivery. */
export interface Vouched {
  /** A signature held. Else only triggers that take unsigned deliveries are here. */
  verified: boolean;
  /** The signature covers the delivery id too, so that nobody can replay the body under another. */
  id_signed: boolean;
  /** None: nobody vouches for it. */
  triggers: TriggerRow[];
}

interface Presented {
  claimed?: Claimed;
  raw: Uint8Array;
  /** The triggers it may be for. */
  addressed: TriggerRow[];
  /** It came from this machine, without a proxy between. */
  direct: boolean;
}

/**
 * The triggers whose secret signed these bytes, else those that ask for no signature. `unreadable` when a stored
 * secret that may have signed it cannot be read: nobody can say then that it is not signed.
 */
export function vouch(ctx: Context, presented: Presented): Vouched & { unreadable?: Fault } {
  const { claimed, raw, addressed, direct } = presented;
  const { signed, unreadable } = claimed ? signedBy(ctx, claimed, raw, addressed) : { signed: [] };
  const open = isLocalOnly(ctx.config) && direct ? addressed.filter(takesUnsigned) : [];
  const verified = signed.length > 0;
  const id_signed = verified && claimed?.scheme === "standard";
  return { verified, id_signed, triggers: verified ? signed : open, ...(unreadable && { unreadable }) };
}

function signedBy(ctx: Context, claimed: Claimed, raw: Uint8Array, triggers: TriggerRow[]) {
  const until = ctx.clock.now() + BOUND_MS;
  let unreadable: Fault | undefined;
  const signed = triggers.filter((trigger) => {
    if (ctx.clock.now() > until)
      throw new Fault("unavailable", "Too many triggers to verify this delivery: send it to its own receiver.", {
        headers: { "Retry-After": "10" },
      });
    const own = secretsOf(ctx, trigger);
    unreadable ??= own.unreadable;
    return verify(claimed, own.secrets, raw, ctx.clock.now(), toleranceOf(trigger)).verified;
  });
  return { signed, unreadable };
}

function toleranceOf({ source }: TriggerRow): number | undefined {
  return source.kind === "webhook" ? source.tolerance_secs : undefined;
}

function takesUnsigned({ source }: TriggerRow): boolean {
  return source.kind === "webhook" && source.unsigned;
}
