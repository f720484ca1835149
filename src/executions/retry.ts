import { chainFor } from "~/accounts/index.ts";
import type { Context } from "~/context.ts";
import { Fault } from "~/kit/fault.ts";
import { type Asker, type Changes, submitAnew } from "./anew.ts";
import { isFinished } from "./status.ts";
import { type ExecutionRow, getExecution, listAttempts } from "./store.ts";
import { refuseWhenFull } from "./submit.ts";
import { overtakenBy } from "./supersede.ts";
import { threadOf } from "./thread.ts";

/**
 * A new execution with the inputs of a finished one, linked to it. Throws a Fault `conflict` while that one is live, and
 * when a newer one has taken its place.
 */
export function retry(asker: Asker, id: string): { execution_id: string } {
  return anew(asker, id, (first) => {
    const newer = overtakenBy(asker.ctx.db.orm, first);
    if (newer === undefined) return retryOf(first);
    const message = `${newer} took its place, on a newer head of the same pull request: retry that one.`;
    throw new Fault("conflict", message, { code: "superseded" });
  });
}

/** It keeps its key: of one pull request a retry too is held back by what is newer, and takes the place of what is not. */
export function retryOf({ id, continues, fork, template_revision, supersede_key }: ExecutionRow) {
  return { origin: "retry", retry_of: id, continues, fork, template_revision, supersede_key } as const;
}

/**
 * The next turn of a finished execution's conversation, or with `fork` of a copy of it. Throws a Fault `conflict` while
 * that one is live, and when it has no conversation.
 */
export function goOn(asker: Asker, id: string, { message, fork }: { message: string; fork: boolean }) {
  const { ctx } = asker;
  return anew(asker, id, (first) => {
    const { orm } = ctx.db;
    const thread = threadOf(orm, first, listAttempts(orm, id));
    if (!thread)
      throw new Fault("conflict", "It has no conversation to go on with: retry it instead.", { code: "no_session" });
    const busy = fork ? undefined : unfinishedIn(ctx, thread.session_id);
    if (busy)
      throw new Fault("conflict", `${busy} goes on with it: wait for its end, or fork.`, { code: "session_busy" });
    const chain = chainFor(ctx, first);
    // Who knows the conversation comes first.
    const entries = chain.entries.toSorted(
      (a, b) => Number(b.backend === thread.backend) - Number(a.backend === thread.backend),
    );
    return { origin: "continue", continues: id, fork, prompt: message, chain: { ...chain, entries } };
  });
}

/** An execution that is to speak in this conversation, or does. */
function unfinishedIn({ db }: Context, session_id: string): string | undefined {
  return db.sqlite.query<{ id: string }, [string]>(UNFINISHED).get(session_id)?.id;
}

const UNFINISHED = `
  SELECT id FROM executions
  WHERE fork = 0 AND status IN ('queued', 'starting', 'running', 'waiting')
    AND continues IN (SELECT execution_id FROM attempts WHERE session_id = ?)`;

function anew(asker: Asker, id: string, fresh: (first: ExecutionRow) => Changes): { execution_id: string } {
  const { ctx } = asker;
  return ctx.db.tx((tx, after) => {
    refuseWhenFull(ctx);
    const first = getExecution(tx, id);
    if (!isFinished(first.status))
      throw new Fault("conflict", `The execution is ${first.status}: cancel it or wait for its end.`, { code: "live" });
    return submitAnew(asker, { tx, after }, first, fresh(first));
  });
}
