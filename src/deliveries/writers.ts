import type { Context } from "~/context.ts";
import type { Tx } from "~/db/tx.ts";
import { type Event, sourceOf, type TriggerRow } from "~/triggers/index.ts";

const BOUND_MS = 3_000;

/** Who wants to know what GitHub says, whatever that starts. It writes in their transaction, and never throws. */
export type Witness = (tx: Tx, payload: unknown) => void;

/** What the receivers ask of others, where somebody is there to answer, or tell them. */
export interface Seams {
  witness?: Witness;
  /** Whether somebody may write to a repository on GitHub; undefined when that cannot be said. */
  mayWrite?: (repository: string, login: string) => Promise<boolean | undefined>;
  /** The executions whose doing an event tells of, although it bears no mark of theirs. */
  ownDoing?: (payload: unknown) => Promise<string[]>;
}

/**
 * Asks only of a command that would be obeyed, and not for long. Absent when there is nobody to ask or nothing to ask
 * about; `unknown` refuses the command, and its delivery may come again.
 */
export async function askWhetherMayWrite(
  ctx: Context,
  { mayWrite }: Seams,
  triggers: readonly TriggerRow[],
  event: Event,
): Promise<Event["may_write"]> {
  const commanded = ({ enabled, source }: TriggerRow) =>
    enabled && source.kind === "github" && source.command !== undefined && sourceOf(source).holds(source, event).holds;
  if (!mayWrite || !triggers.some(commanded)) return undefined;
  const { repository, comment } = event.payload as {
    repository?: { full_name?: unknown };
    comment?: { user?: { login?: unknown } };
  };
  const [where, who] = [repository?.full_name, comment?.user?.login];
  if (typeof where !== "string" || typeof who !== "string") return "unknown";
  const late = new AbortController();
  try {
    const answer = await Promise.race([mayWrite(where, who), ctx.clock.sleep(BOUND_MS, late.signal)]);
    return answer ?? "unknown";
  } catch (err) {
    ctx.log.warn({ err, repository: where, login: who }, "whether somebody may write could not be asked");
    return "unknown";
  } finally {
    late.abort();
  }
}
