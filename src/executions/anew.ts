import { chainFor } from "~/accounts/index.ts";
import { audit } from "~/audit/index.ts";
import type { Context } from "~/context.ts";
import type { After, Queries, Tx } from "~/db/tx.ts";
import type { Scope } from "~/http/scope.ts";
import { Fault } from "~/kit/fault.ts";
import type { ActionKind } from "~/outcomes/index.ts";
import type { ExecutionRow } from "./store.ts";
import { type Submission, submit } from "./submit.ts";

/** Which actions a trigger allows now; none when it is gone. */
export type ActionsOf = (queries: Queries, trigger_id: string) => readonly ActionKind[];

/** Who asks for it, and what that needs to be known. */
export interface Asker {
  ctx: Context;
  scope: Scope;
  actionsOf: ActionsOf;
}

export type Changes = Pick<Submission, "origin"> & Partial<Submission>;

/** A new execution with the inputs of an earlier one, but for what is given, and for actions that are not allowed any more. */
export function submitAnew(
  { ctx, scope, actionsOf }: Asker,
  { tx, after }: { tx: Tx; after: After },
  first: ExecutionRow,
  changes: Changes,
) {
  const { trigger_id, delivery_id, backend_config, permissions, allowed_tools, prompt, priority, shared_dir } = first;
  const { working_dir, project_id, ref, timeout_ms, retry_on_interrupt, slot } = first;
  const { hops, group_id, tags } = first;
  const present = trigger_id === null ? [] : actionsOf(tx, trigger_id);
  const submitted = submit(ctx, tx, after, {
    ...{ trigger_id, delivery_id, chain: chainFor(ctx, first), priority, shared_dir, prompt, project_id, ref },
    ...{ backend_config, permissions, allowed_tools, working_dir, timeout_ms, retry_on_interrupt, slot },
    ...{ hops, group_id, tags, request_id: scope.request_id },
    allowed_actions: first.allowed_actions.filter((kind) => present.includes(kind)),
    ...changes,
  });
  if ("skipped" in submitted) throw new Fault("conflict", submitted.skipped, { code: "overlap_skipped" });
  const { origin } = changes;
  audit(ctx, tx, { action: `execution.${ACTS[origin] ?? origin}`, subject_id: first.id, after: { ...submitted } });
  return submitted;
}

const ACTS: Partial<Record<Submission["origin"], string>> = {
  retry: "retried",
  replay: "replayed",
  continue: "continued",
};
