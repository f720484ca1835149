import { type Chain, chainFor } from "~/accounts/index.ts";
import { audit } from "~/audit/index.ts";
import type { Context } from "~/context.ts";
import { Fault } from "~/kit/fault.ts";
import { requestStop } from "./cancel.ts";
import { LIVE, type Status } from "./status.ts";
import { getExecution } from "./store.ts";

/**
 * A person ends the attempt that runs, so that the next entry of the chain goes on with what it began. Throws a Fault
 * `conflict` when none runs, when the chain has no other entry, and when it is being ended for another reason.
 */
export function handOver(ctx: Context, id: string): void {
  ctx.db.tx((tx, after) => {
    const execution = getExecution(tx, id);
    const { status, stop_reason } = execution;
    if (!(LIVE as readonly Status[]).includes(status))
      throw new Fault("conflict", `The execution is ${status}: nobody works on it.`, { code: "not_running" });
    if (chainFor(ctx, execution).entries.length < 2)
      throw new Fault("conflict", "Its chain has one entry: there is nobody to hand it over to.", { code: "no_other" });
    if (stop_reason === "hand_over") return;
    if (!requestStop(ctx, tx, after, id, "hand_over"))
      throw new Fault("conflict", "It is being ended already.", { code: "stopping" });
    audit(ctx, tx, { action: "execution.handed_over", subject_id: id });
  });
}

/** The same chain with the next entry first, and whoever had it last. */
export function passedOn({ entries, ...rules }: Chain, entry: number): Chain {
  return { ...rules, entries: [...entries.slice(entry + 1), ...entries.slice(0, entry + 1)] };
}
