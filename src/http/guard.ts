import type { Context } from "~/context.ts";
import { Fault } from "~/kit/fault.ts";
import { networkOf } from "./address.ts";
import { failureLimit } from "./limits.ts";
import { routeOf } from "./route-scopes.ts";
import type { AppContext } from "./scope.ts";

const WINDOW_MS = 60_000;
const MOST_PROVEN = 10_000;
const EVERYBODY = "everybody";
export const CHALLENGE = { "WWW-Authenticate": "Bearer" };

/** What stands between a guesser and the keys. In memory; forgotten at a restart, deliberately. */
export interface Guard {
  /**
   * Throws a Fault `limited` before anything is compared: an address over its failures is refused with a right key too,
   * or it could go on guessing until it has one. While many addresses guess at once, so is one that never showed a
   * right key.
   */
  admit(c: AppContext): void;
  /** Who showed a right key may go on while others guess. */
  prove(c: AppContext): void;
  /** Counts and logs a guess at a key, say, and answers the Fault for it. */
  wrong(c: AppContext, what: string): Fault;
  /** Logs what was right once, and answers the Fault for it. It is no guess, and is not counted. */
  ended(c: AppContext, what: string): Fault;
  /**
   * Where nobody is asked for a key, a wrong one is no failure: a probe may send the same to everybody. But whoever
   * tries many is not told any more which of them is right.
   */
  listens(c: AppContext): boolean;
  overhear(c: AppContext): void;
}

export function openGuard({ clock, config, disposer }: Context): Guard {
  const open = (limit: number) => disposer.adopt(failureLimit(clock, limit, WINDOW_MS), (one) => one.close());
  const each = open(config.FAILED_KEYS_PER_MINUTE);
  const overheard = open(config.FAILED_KEYS_PER_MINUTE);
  const all = open(config.FAILED_KEYS_PER_MINUTE_IN_ALL);
  const proven = new Set<string>();
  const addressOf = (c: AppContext) => c.get("scope").address;

  return {
    admit(c) {
      each.refuse(addressOf(c), "Too many wrong keys from this address.");
      if (!proven.has(networkOf(addressOf(c)))) all.refuse(EVERYBODY, "Too many wrong keys, from many addresses.");
    },
    prove(c) {
      const network = networkOf(addressOf(c));
      if (proven.has(network)) return;
      const [oldest] = proven;
      if (proven.size >= MOST_PROVEN && oldest !== undefined) proven.delete(oldest);
      proven.add(network);
    },
    wrong(c, what) {
      each.count(addressOf(c));
      all.count(EVERYBODY);
      logRefusal(c, `wrong_${what}`);
      return new Fault("unauthorized", `That ${what.replaceAll("_", " ")} is not valid.`, { headers: CHALLENGE });
    },
    ended(c, what) {
      const code = `${what}_ended`;
      logRefusal(c, code);
      return new Fault("unauthorized", `That ${what} has ended.`, { code, headers: CHALLENGE });
    },
    listens: (c) => !overheard.exceeded(addressOf(c)),
    overhear: (c) => overheard.count(addressOf(c)),
  };
}

/** The one line that the log has of a refusal: who, where and why, and never what was shown. */
export function logRefusal(c: AppContext, security: string, more: Record<string, unknown> = {}): void {
  const { address, log } = c.get("scope");
  const route = routeOf(c);
  log.warn({ security, address, route: route ? `${route.method} ${route.path}` : "none", ...more }, "refused");
}
