import { Cron } from "croner";
import { Fault, messageOf } from "~/kit/fault.ts";
import { isZone } from "./zone.ts";

/** When a cron pattern comes due in a time zone. Instants are whole seconds, in milliseconds since the epoch. */
export interface Times {
  /** The first one after an instant; undefined when there is none any more. */
  next(after: number): number | undefined;
  /** The newest that are not after an instant, the oldest first. */
  last(most: number, until: number): number[];
}

/** Throws a Fault `conflict` for what was valid once and is not to this version, or to its list of time zones. */
export function timesOf(pattern: string, timezone: string): Times {
  try {
    if (!isZone(timezone)) throw new RangeError(`there is no time zone ${timezone}`);
    return parse(pattern, timezone);
  } catch (cause) {
    throw new Fault("conflict", `The schedule cannot be read any more: ${reasonOf(cause)}. Change it.`, { cause });
  }
}

/** No name: croner keeps named jobs in a list of its own. No function: it calculates, and the ticker waits. */
function parse(pattern: string, timezone: string): Times {
  const cron = new Cron(pattern, { timezone, mode: "5-or-6-parts" });
  return {
    next: (after) => cron.nextRun(new Date(after))?.getTime(),
    last: (most, until) => {
      const following = Math.floor(until / 1_000) * 1_000 + 1_000;
      const runs = cron.previousRuns(most, new Date(following));
      return runs.map((run) => run.getTime()).reverse();
    },
  };
}

const FIELDS = "5 fields (minute hour day month weekday), or 6 with seconds before them";
/** A pattern has no year, so what does not come after this never comes. */
const SOME_DAY = Date.UTC(2026, 0, 1);

/** What is wrong with a pattern, with the remedy. */
export function cronMistake(pattern: string): string | undefined {
  try {
    if (parse(pattern, "UTC").next(SOME_DAY) !== undefined) return undefined;
    return "never comes: there is no such day in any year";
  } catch (error) {
    return `must be a cron pattern of ${FIELDS}: ${reasonOf(error)}`;
  }
}

function reasonOf(error: unknown): string {
  return messageOf(error).replace(/^CronPattern: /, "");
}
