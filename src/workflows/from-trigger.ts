import { and, eq, isNull, ne } from "drizzle-orm";
import type { Context } from "~/context.ts";
import type { After, Queries, Tx } from "~/db/tx.ts";
import { Fault } from "~/kit/fault.ts";
import type { TriggerRow, Workflows } from "~/triggers/index.ts";
import { openCourse } from "./course.ts";
import { wayBetween } from "./cycles.ts";
import { insertRun } from "./start.ts";
import { stopRun } from "./stop.ts";
import { findWorkflow } from "./store.ts";
import { runs } from "./tables.ts";

/** Says how triggers start workflows; before there are any. */
export function prepareWorkflows(ctx: Context): void {
  ctx.workflows.fill(STARTING);
}

const STARTING: Workflows = {
  start(ctx, tx, after, { workflow_id, ...asked }) {
    const run_id = insertRun(ctx, tx, after, workflow_id, { ...asked, trigger_id: asked.trigger.id });
    if (asked.supersede_key !== null)
      supersede(ctx, tx, after, asked.supersede_key, "A newer run took its place.", run_id);
    return { run_id };
  },
  supersede,
  check,
};

function supersede(ctx: Context, tx: Tx, after: After, key: string, detail: string, but = ""): string[] {
  const older = and(eq(runs.supersede_key, key), isNull(runs.ended_at), ne(runs.id, but));
  const ids = tx.select({ id: runs.id }).from(runs).where(older).all();
  for (const { id } of ids)
    stopRun(openCourse(ctx, tx, after, id), { status: "cancelled", reason: "superseded", detail });
  return ids.map(({ id }) => id);
}

type Checked = Pick<TriggerRow, "id" | "source" | "workflow_id" | "enabled">;

function check(queries: Queries, { id, source, workflow_id, enabled }: Checked): void {
  const after = source.kind === "completion" ? source.workflow_id : null;
  if (workflow_id !== null && !findWorkflow(queries, workflow_id)) refuse("workflow_id", "is no workflow that exists");
  if (after !== null && !findWorkflow(queries, after)) refuse("source.workflow_id", "is no workflow that exists");
  if (after === null || workflow_id === null || !enabled) return;
  const back = wayBetween(queries, workflow_id, after, id);
  if (!back) return;
  const names = [after, ...back].map((one) => findWorkflow(queries, one)?.name ?? one);
  refuse("workflow_id", `would start itself over and over: ${names.join(" → ")}`);
}

function refuse(path: string, message: string): never {
  throw new Fault("invalid", `${path}: ${message}`, { errors: [{ path, message }] });
}
