import { networkOf } from "~/http/address.ts";
import type { Clock } from "~/kit/clock.ts";
import { Fault } from "~/kit/fault.ts";

const MIB = 1024 * 1024;
const BYTES = 64 * MIB;
const BYTES_PER_ADDRESS = 16 * MIB;
/** A body that is not here by then is slow, and of one address only so many may be. */
const PROMPT_MS = 1_000;
const SLOW_PER_ADDRESS = 8;
const DEADLINE_MS = 15_000;

/** One body on its way, from somebody who is not known yet. */
export interface Guest {
  /** Throws a Fault `unavailable` when there is no room for so many bytes more. */
  charge(bytes: number): void;
  /** Aborts at the deadline, or for a newer slow one of the same address. */
  signal: AbortSignal;
  leave(): void;
}

interface Address {
  bytes: number;
  guests: number;
  slow: Set<AbortController>;
}

/**
 * The room for bodies nobody has vouched for yet. Only what has arrived takes some, so that strangers who send nothing
 * keep out nobody; and a crowd of slow ones puts out its own oldest, never a newcomer who is quick.
 */
export function openRoom(clock: Clock, bytes_per_address = BYTES_PER_ADDRESS): (address: string) => Guest {
  const addresses = new Map<string, Address>();
  let total = 0;
  return (address) => {
    const key = networkOf(address);
    const place = addresses.get(key) ?? { bytes: 0, guests: 0, slow: new Set() };
    addresses.set(key, place);
    place.guests++;
    const controller = new AbortController();
    let mine = 0;
    let cancel = clock.after(PROMPT_MS, () => {
      cancel = clock.after(DEADLINE_MS - PROMPT_MS, () => controller.abort(tooSlow()));
      const [oldest] = place.slow.add(controller);
      if (place.slow.size > SLOW_PER_ADDRESS) oldest?.abort(tooSlow());
    });
    const drop = () => place.slow.delete(controller);
    controller.signal.addEventListener("abort", drop, { once: true });
    return {
      signal: controller.signal,
      charge(bytes) {
        if (total + bytes > BYTES || place.bytes + bytes > bytes_per_address)
          throw new Fault("unavailable", "Too much at once.", { headers: { "Retry-After": "5" } });
        mine += bytes;
        place.bytes += bytes;
        total += bytes;
      },
      leave() {
        cancel();
        drop();
        place.bytes -= mine;
        total -= mine;
        if (--place.guests === 0) addresses.delete(key);
      },
    };
  };
}

function tooSlow(): Fault {
  return new Fault("too_slow", "The body did not come in time.", { headers: { Connection: "close" } });
}
