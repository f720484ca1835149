import { type Chain, chainFor } from "~/accounts/index.ts";
import type { Context } from "~/context.ts";
import type { Scope } from "~/http/scope.ts";
import { Fault } from "~/kit/fault.ts";
import { isFinished } from "./status.ts";
import { type ExecutionRow, getExecution, listAttempts } from "./store.ts";
import { refuseWhenFull, type Submission, submit } from "./submit.ts";
import { threadOf } from "./thread.ts";

/** A new execution with the inputs of a finished one, linked to it. Throws a Fault `conflict` while that one is live. */
export function retry(ctx: Context, scope: Scope, id: string): { execution_id: string } {
  return anew(ctx, scope, id, (first) => ({
    ...{ origin: "retry", retry_of: id, continues: first.continues, fork: first.fork, prompt: first.prompt },
  }));
}

/**
 * The next turn of a finished execution's conversation, or with `fork` of a copy of it. Throws a Fault `conflict` while
 * that one is live, and when it has no conversation.
 */
export function goOn(ctx: Context, scope: Scope, id: string, { message, fork }: { message: string; fork: boolean }) {
  return anew(ctx, scope, id, (first) => {
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

type Fresh = Pick<Submission, "origin" | "prompt" | "continues" | "fork" | "retry_of"> & { chain?: Chain };

/** An execution that is to speak in this conversation, or does. */
function unfinishedIn({ db }: Context, session_id: string): string | undefined {
  return db.sqlite.query<{ id: string }, [string]>(UNFINISHED).get(session_id)?.id;
}

const UNFINISHED = `
  SELECT id FROM executions
  WHERE fork = 0 AND status IN ('queued', 'starting', 'running', 'waiting')
    AND continues IN (SELECT execution_id FROM attempts WHERE session_id = ?)`;

function anew(ctx: Context, scope: Scope, id: string, fresh: (first: ExecutionRow) => Fresh): { execution_id: string } {
  return ctx.db.tx((tx, after) => {
    refuseWhenFull(ctx);
    const first = getExecution(tx, id);
    if (!isFinished(first.status))
      throw new Fault("conflict", `The execution is ${first.status}: cancel it or wait for its end.`, { code: "live" });
    const { trigger_id, delivery_id, backend_config, permissions, allowed_tools, priority, shared_dir } = first;
    const { working_dir, timeout_ms, retry_on_interrupt, slot, project_id, ref } = first;
    const submitted = submit(ctx, tx, after, {
      ...{ request_id: scope.request_id, trigger_id, delivery_id, chain: chainFor(ctx, first), priority, shared_dir },
      ...{ backend_config, permissions, allowed_tools, working_dir, timeout_ms, retry_on_interrupt, slot },
      ...{ project_id, ref },
      ...fresh(first),
    });
    if ("skipped" in submitted) throw new Fault("conflict", submitted.skipped, { code: "overlap_skipped" });
    return submitted;
  });
}
