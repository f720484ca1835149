import { eq } from "drizzle-orm";
import type { Context } from "~/context.ts";
import type { After, Tx } from "~/db/tx.ts";
import { type ExecutionRow, isFinished, type News } from "~/executions/index.ts";
import type { Action } from "~/outcomes/index.ts";
import { ACTIONS } from "./bells.ts";
import { sortOf } from "./kinds/index.ts";
import type { Projects } from "./projects.ts";
import { type ActionRow, listActions } from "./store.ts";
import { github_actions } from "./tables.ts";
import { type Target, targetOf } from "./target.ts";

/**
 * Writes down what is to be done on GitHub now that an execution runs or has ended: its check run, and what it proposes.
 * What is not to be done is written down too, with why.
 */
export function planActions(
  ctx: Context,
  tx: Tx,
  after: After,
  { execution, status }: News,
  projects?: Projects,
): void {
  const proposed = isFinished(status) ? (execution.outcome?.actions ?? []) : [];
  if (execution.allowed_actions.length === 0 && proposed.length === 0) return;
  const own = listActions(tx, execution.id).find(({ kind, status }) => kind === "check" && status !== "refused");
  // Since it was begun its delivery may have gone.
  const told = own?.target ?? targetOf(tx, execution, projects);
  const target = typeof told === "string" ? undefined : told;
  const seen = new Set<Action["kind"]>();
  let checked: Action | null = null;
  for (const action of proposed) {
    const refusal = seen.has(action.kind) ? "One of each kind is done." : refusalOf(execution, told, action.kind);
    seen.add(action.kind);
    if (action.kind === "check" && refusal === undefined) checked = action;
    else add(ctx, tx, { execution, target, action, kind: action.kind, refusal });
  }
  const checks = execution.allowed_actions.includes("check") && status !== "waiting";
  if (checks) planCheck(ctx, tx, own, { execution, target, action: checked });
  after(() => ctx.bells.ring(ACTIONS));
}

function refusalOf(execution: ExecutionRow, target: Target | string, kind: Action["kind"]): string | undefined {
  const { status, allowed_actions } = execution;
  if (!allowed_actions.includes(kind)) return `Its trigger does not allow it: allowed_actions has no \`${kind}\`.`;
  if (typeof target === "string") return target;
  if (status !== "succeeded") return `The execution is ${status}: nothing that it proposes is done.`;
  return sortOf(kind).lacks(target, execution);
}

interface Planned {
  execution: ExecutionRow;
  target: Target | undefined;
  action: Action | null;
}

/** There is one per execution, which later news bring up to date. What never ran and is not wanted any more has none. */
function planCheck(ctx: Context, tx: Tx, row: ActionRow | undefined, { execution, target, action }: Planned): void {
  if (row) reopen(ctx, tx, row, action);
  else if (target?.head_sha && execution.status !== "cancelled")
    add(ctx, tx, { execution, target, action, kind: "check" });
}

/** There is more to do, or it is to be tried again; not before GitHub lets us. */
export function reopen(ctx: Context, tx: Tx, { seq, version }: ActionRow, action: Action | null): void {
  const fresh = { status: "pending", version: version + 1, tries: 0, detail: null } as const;
  tx.update(github_actions)
    .set({ ...fresh, action, updated_at: ctx.clock.iso() })
    .where(eq(github_actions.seq, seq))
    .run();
}

interface Added extends Planned {
  kind: Action["kind"];
  refusal?: string;
}

function add(ctx: Context, tx: Tx, planned: Added): void {
  const { execution, target, action, kind, refusal } = planned;
  const now = ctx.clock.iso();
  tx.insert(github_actions)
    .values({
      ...{ execution_id: execution.id, number: listActions(tx, execution.id).length + 1, kind, action },
      ...{ repository: target?.repository ?? null, target: target ?? null, subject: subjectOf(planned) },
      ...{ status: refusal === undefined ? "pending" : "refused", detail: refusal ?? null },
      ...{ created_at: now, updated_at: now },
    })
    .run();
}

function subjectOf({ execution, target, kind }: Added): string | null {
  const own = target && sortOf(kind).subject?.(target, execution);
  return target && own !== undefined ? `${kind} ${target.repository} ${own}` : null;
}
