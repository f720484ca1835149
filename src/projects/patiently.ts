import { randomInt } from "node:crypto";
import type { Context } from "~/context.ts";
import { Fault } from "~/kit/fault.ts";

const TRIES = 3;
const FIRST_WAIT_MS = 500;

/** What a network does now and then: see `succeeded` and `assertPublic`. */
const PASSING = new Set(["host_unreachable", "host_unknown"]);

/** Acts up to three times while a host cannot be reached, and waits longer each time; not all who wait at the same moment. */
export async function patiently<T>(ctx: Context, signal: AbortSignal, act: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await act();
    } catch (error) {
      if (signal.aborted || !(error instanceof Fault) || !PASSING.has(error.code)) throw error;
      if (tries === TRIES)
        throw new Fault(error.kind, `${error.message} ${REMEDY}`, { code: error.code, cause: error });
      await ctx.clock.sleep(randomInt(FIRST_WAIT_MS, 2 * FIRST_WAIT_MS) * 2 ** (tries - 1), signal);
    }
  }
}

const REMEDY = `It was asked ${TRIES} times: see whether this machine reaches it, then retry the execution.`;
