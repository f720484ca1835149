import type { Context } from "~/context.ts";
import { isDirect } from "~/http/address.ts";
import type { AppContext } from "~/http/scope.ts";
import { standingTriggers } from "~/triggers/index.ts";
import { bodyHash, dedupeKey } from "./dedupe-key.ts";
import { openDoor } from "./door.ts";
import type { Receipt } from "./model.ts";
import { challengeOf, parseBody, receive } from "./receive.ts";
import { parseSignatures } from "./signature.ts";
import type { Throttle } from "./throttle.ts";
import { vouch } from "./vouch.ts";

export type Take = (c: AppContext, limit: number, trigger_id?: string) => Promise<Receipt | { challenge: string }>;

/** Deliveries for webhook triggers. What nobody vouches for is 401, whatever it says. */
export function receiver(ctx: Context, throttle: Throttle): Take {
  const door = openDoor(ctx, { unverified: ctx.config.UNVERIFIED_DELIVERIES_PER_10_SECS, window_ms: 10_000 });
  const standing = standingTriggers(ctx, "webhook");
  return async (c, limit, trigger_id) => {
    const { headers } = c.req.raw;
    const presented = parseSignatures(headers);
    const claimed = door.admit(c, presented);
    const addressed = standing().filter(({ id }) => trigger_id === undefined || id === trigger_id);
    if (trigger_id !== undefined && addressed.length === 0)
      throw door.refusal(c, presented, undefined, "there is no such receiver");
    const raw = await door.read(c, limit);
    const vouched = vouch(ctx, { claimed, raw, addressed, direct: isDirect(c) });
    const { triggers, verified, id_signed } = vouched;
    if (triggers.length === 0) {
      const refused = door.refusal(c, presented, raw);
      throw vouched.unreadable ?? refused;
    }
    throttle(c.get("scope").address, triggers);
    const event = { payload: parseBody(raw) };
    const challenge = challengeOf(event.payload);
    if (challenge !== undefined) return { challenge };
    // Who signed, by what he may start: another sender's ids are not his.
    const source = trigger_id ?? `webhook ${triggers.map(({ id }) => id).join(" ")}`;
    const known = { source, key: dedupeKey(headers, raw), body_hash: bodyHash(raw), id_signed };
    const arrival = { source: "webhook", origin: "sent", headers, raw, event, triggers, verified, known } as const;
    const addressee = trigger_id === undefined ? {} : { trigger_id };
    return receive(ctx, c.get("scope"), { ...arrival, ...addressee });
  };
}
