import { chainFor } from "~/accounts/index.ts";
import { audit } from "~/audit/index.ts";
import type { Context } from "~/context.ts";
import type { After, Tx } from "~/db/tx.ts";
import { Fault } from "~/kit/fault.ts";
import type { ExecutionRow } from "./store.ts";
import { type Submission, submit } from "./submit.ts";

type Changes = Pick<Submission, "origin" | "request_id"> & Partial<Submission>;

/** A new execution with the inputs of an earlier one, but for what is given. */
export function submitAnew(ctx: Context, tx: Tx, after: After, first: ExecutionRow, changes: Changes) {
  const { trigger_id, delivery_id, backend_config, permissions, allowed_tools, prompt, priority, shared_dir } = first;
  const { working_dir, project_id, ref, timeout_ms, retry_on_interrupt, slot } = first;
  const { hops, group_id, tags, allowed_actions } = first;
  const submitted = submit(ctx, tx, after, {
    ...{ trigger_id, delivery_id, chain: chainFor(ctx, first), priority, shared_dir, prompt, project_id, ref },
    ...{ backend_config, permissions, allowed_tools, working_dir, timeout_ms, retry_on_interrupt, slot },
    ...{ hops, group_id, tags, allowed_actions },
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
