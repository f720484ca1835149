import type { Context } from "~/context.ts";
import { Fault } from "~/kit/fault.ts";
import { isLocalOnly, listWebhookTriggers, secretOf, type TriggerRow } from "~/triggers/index.ts";
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
  triggers: TriggerRow[];
}

/** The triggers whose secret signed these bytes, and those that ask for no signature; undefined when there are none. */
export function vouch(
  ctx: Context,
  {
    claimed,
    raw,
    trigger_id,
    forwarded,
  }: { claimed?: Claimed; raw: Uint8Array; trigger_id?: string; forwarded: boolean },
): Vouched | undefined {
  const addressed = listWebhookTriggers(ctx).filter(({ id }) => trigger_id === undefined || id === trigger_id);
  const signed = claimed ? signedBy(ctx, claimed, raw, addressed) : [];
  const open = isLocalOnly(ctx.config) && !forwarded ? addressed.filter(takesUnsigned) : [];
  const triggers = [...new Set([...signed, ...open])];
  if (triggers.length === 0) return undefined;
  const verified = signed.length > 0;
  return { verified, id_signed: verified && claimed?.scheme === "standard", triggers: verified ? signed : open };
}

function signedBy(ctx: Context, claimed: Claimed, raw: Uint8Array, triggers: TriggerRow[]): TriggerRow[] {
  const until = ctx.clock.now() + BOUND_MS;
  return triggers.filter((trigger) => {
    if (ctx.clock.now() > until)
      throw new Fault("unavailable", "Too many triggers to verify this delivery: send it to its own receiver.", {
        headers: { "Retry-After": "10" },
      });
    const secret = secretOf(ctx, trigger);
    return secret !== undefined && verify(claimed, [secret], raw, ctx.clock.now()).verified;
  });
}

function takesUnsigned({ source }: TriggerRow): boolean {
  return source.kind === "webhook" && source.unsigned;
}
