import type { Context } from "~/context.ts";
import { networkOf } from "~/http/address.ts";
import type { Clock } from "~/kit/clock.ts";
import { Fault } from "~/kit/fault.ts";
import type { TriggerRow } from "~/triggers/index.ts";

/** Throws a Fault `limited`, before anything of a delivery is stored: whoever sent it knows that it was not taken. */
export type Throttle = (address: string, triggers: readonly TriggerRow[]) => void;

export function openThrottle(ctx: Context): Throttle {
  const { VERIFIED_DELIVERIES_PER_SEC: most } = ctx.config;
  const senders = counter(ctx.clock, 1_000);
  const minutes = counter(ctx.clock, 60_000);
  return (address, triggers) => {
    if (senders.count(networkOf(address)) > most)
      throw tooMany(`More than ${most} deliveries a second came from this address.`, senders.left());
    const limited = triggers.flatMap(({ id, enabled, source }) =>
      enabled && source.kind === "webhook" && source.max_per_minute !== undefined
        ? { id, limit: source.max_per_minute }
        : [],
    );
    const full = limited.find(({ id, limit }) => minutes.at(id) >= limit);
    if (full) throw tooMany(`${full.id} takes ${full.limit} deliveries a minute.`, minutes.left());
    for (const { id } of limited) minutes.count(id);
  };
}

function tooMany(sentence: string, left_ms: number): Fault {
  return new Fault("limited", sentence, { headers: { "Retry-After": String(Math.ceil(left_ms / 1_000)) } });
}

/** Counts by key, all of them anew with every window. Forgotten at a restart, deliberately. */
function counter(clock: Clock, window_ms: number) {
  const counts = new Map<string, number>();
  let ends = clock.monotonic() + window_ms;
  const turn = () => {
    if (clock.monotonic() < ends) return;
    counts.clear();
    ends = clock.monotonic() + window_ms;
  };
  return {
    at(key: string): number {
      turn();
      return counts.get(key) ?? 0;
    },
    count(key: string): number {
      turn();
      const count = (counts.get(key) ?? 0) + 1;
      counts.set(key, count);
      return count;
    },
    left: () => Math.max(1, ends - clock.monotonic()),
  };
}
