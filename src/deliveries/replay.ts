import { audit } from "~/audit/index.ts";
import type { Context } from "~/context.ts";
import { refuseWhenFull } from "~/executions/index.ts";
import type { Scope } from "~/http/scope.ts";
import { Fault } from "~/kit/fault.ts";
import { type Event, listTriggersOf, type TriggerRow, triggersById } from "~/triggers/index.ts";
import { bodyHash, dedupeKey } from "./dedupe-key.ts";
import type { Replay, ReplayReceipt } from "./model.ts";
import { parseBody, receive } from "./receive.ts";
import { type DeliveryRow, getDelivery } from "./store.ts";
import { askWhetherMayWrite, type Seams } from "./writers.ts";

/**
 * Takes a delivery once more, as it came or with another body, as a new one that a person's key stands for. Throws a
 * Fault `invalid` for a trigger it could not have come to, and `unavailable` when the queue is full.
 */
export async function replay(
  ctx: Context,
  scope: Scope,
  seams: Seams,
  id: string,
  { payload, trigger_id }: Replay,
): Promise<ReplayReceipt> {
  const first = getDelivery(ctx.db.orm, id);
  const triggers = triggersFor(ctx, first, trigger_id);
  const raw = payload === undefined ? first.body : Buffer.from(JSON.stringify(payload));
  const event: Event = { payload: parseBody(raw), name: first.event ?? undefined };
  const may_write = await askWhetherMayWrite(ctx, seams, triggers, event);
  const caused_by = first.source === "github" ? await seams.ownDoing?.(event.payload) : undefined;
  refuseWhenFull(ctx);
  const headers = new Headers();
  const known = { source: "person", key: dedupeKey(headers, raw), body_hash: bodyHash(raw), id_signed: false };
  const given = { source: first.source, origin: "replay", replay_of: id, verified: true } as const;
  const arrival = { ...given, headers, raw, triggers, known, event: { ...event, may_write, caused_by } };
  const receipt = await receive(ctx, scope, arrival, (tx, delivery_id) =>
    audit(ctx, tx, {
      action: "delivery.replayed",
      subject_id: id,
      after: { delivery_id, edited: payload !== undefined },
    }),
  );
  return { ...receipt, verdicts: getDelivery(ctx.db.orm, receipt.delivery_id).verdicts };
}

/** Those it was held against; of GitHub, where one secret is everybody's, all that there are now. */
function triggersFor(ctx: Context, first: DeliveryRow, trigger_id: string | undefined): TriggerRow[] {
  if (trigger_id !== undefined) {
    const trigger = triggersById(ctx.db.orm, [trigger_id]).find(({ source }) => source.kind === first.source);
    if (trigger) return [trigger];
    const message = `must be a trigger with the source ${first.source}`;
    throw new Fault("invalid", `trigger_id: ${message}`, { errors: [{ path: "trigger_id", message }] });
  }
  if (first.source === "github") return listTriggersOf(ctx, "github");
  const held = first.duplicate_of === null ? first : getDelivery(ctx.db.orm, first.duplicate_of);
  const ids = held.backlog?.trigger_ids ?? held.verdicts.map((verdict) => verdict.trigger_id);
  return triggersById(ctx.db.orm, ids);
}
