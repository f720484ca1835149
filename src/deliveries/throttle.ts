import type { Context } from "~/context.ts";
import { networkOf } from "~/http/address.ts";
import { openMeter, tooMany } from "~/http/limits.ts";
import type { TriggerRow } from "~/triggers/index.ts";

/** Throws a Fault `limited`, before anything of a delivery is stored: whoever sent it knows that it was not taken. */
export type Throttle = (address: string, triggers: readonly TriggerRow[]) => void;

export function openThrottle({ clock, config, disposer }: Context): Throttle {
  const { VERIFIED_DELIVERIES_PER_SEC: most } = config;
  const senders = disposer.adopt(openMeter(clock, 1_000), (meter) => meter.close());
  const minutes = disposer.adopt(openMeter(clock, 60_000), (meter) => meter.close());
  return (address, triggers) => {
    const sender = networkOf(address);
    const room = senders.left(sender, most);
    if (room.left === 0)
      throw tooMany("deliveries", room, `More than ${most} deliveries a second came from this address.`);
    const limited = triggers.flatMap(({ id, enabled, source }) =>
      enabled && source.kind === "webhook" && source.max_per_minute !== undefined
        ? { id, limit: source.max_per_minute }
        : [],
    );
    for (const { id, limit } of limited) {
      const left = minutes.left(id, limit);
      if (left.left === 0) throw tooMany("trigger", left, `${id} takes ${limit} deliveries a minute.`);
    }
    senders.count(sender, most);
    for (const { id, limit } of limited) minutes.count(id, limit);
  };
}
