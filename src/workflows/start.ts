import { and, asc, eq, isNull } from "drizzle-orm";
import { audit } from "~/audit/index.ts";
import type { Context } from "~/context.ts";
import type { After, Tx } from "~/db/tx.ts";
import { refuseWhenFull } from "~/executions/index.ts";
import { Fault } from "~/kit/fault.ts";
import { RUNS } from "./bells.ts";
import { openCourse, tell } from "./course.ts";
import { mistakeIn } from "./json-schema.ts";
import { stopRun } from "./stop.ts";
import { getVersion, getWorkflow, type RunRow } from "./store.ts";
import { runs } from "./tables.ts";

/** How many runs may stand above one another. */
const MOST_DEEP = 10;

type Asked = Pick<RunRow, "input" | "request_id"> &
  Partial<Pick<RunRow, "parent_run_id" | "parent_node_id" | "parent_item" | "depth" | "rerun_of">>;

/** A person starts a workflow. Throws a Fault for what is disabled, not published, or given a wrong input. */
export function startRun(ctx: Context, workflow_id: string, asked: Asked): { run_id: string } {
  return ctx.db.tx((tx, after) => {
    refuseWhenFull(ctx);
    const run_id = insertRun(ctx, tx, after, workflow_id, asked);
    audit(ctx, tx, { action: "run.started", subject_id: run_id, after: { workflow_id, input: asked.input } });
    return { run_id };
  });
}

/** Writes down a run that begins as soon as the workflow's limit lets it. */
export function insertRun(ctx: Context, tx: Tx, after: After, workflow_id: string, asked: Asked): string {
  const { enabled, version, max_runs, overlap } = getWorkflow(tx, workflow_id);
  const refuse = (detail: string, code: string) => {
    throw new Fault("conflict", detail, { code });
  };
  if (!enabled) refuse(`The workflow ${workflow_id} is disabled.`, "disabled");
  if (version === 0) refuse(`The workflow ${workflow_id} has no version yet: publish one.`, "not_published");
  if ((asked.depth ?? 0) > MOST_DEEP) refuse(`More than ${MOST_DEEP} runs stand above one another.`, "too_deep");
  if (asked.parent_run_id) refuseAncestor(tx, workflow_id, asked.parent_run_id);
  const { graph } = getVersion(tx, workflow_id, version);
  const mistake = graph.input_schema && mistakeIn(graph.input_schema, asked.input);
  if (mistake) throw new Fault("invalid", `input: ${mistake}`, { errors: [{ path: "input", message: mistake }] });
  if (max_runs !== null && overlap !== "queue") makeWay(ctx, tx, after, workflow_id, { max_runs, overlap });
  const id = ctx.newId("run");
  ctx.db.insert(runs, { ...asked, id, workflow_id, version, graph, status: "queued", created_at: ctx.clock.iso() });
  tell(ctx, after, { run_id: id, node_id: null, item: null, status: "queued", detail: null });
  after(() => ctx.bells.ring(RUNS));
  return id;
}

/** Ends those whose place it takes. Throws a Fault when it is skipped instead. */
function makeWay(
  ctx: Context,
  tx: Tx,
  after: After,
  workflow_id: string,
  { max_runs, overlap }: { max_runs: number; overlap: "skip" | "cancel_previous" },
): void {
  const unfinished = and(eq(runs.workflow_id, workflow_id), isNull(runs.ended_at));
  const going = tx.select({ id: runs.id }).from(runs).where(unfinished).orderBy(asc(runs.id)).all();
  const excess = Math.max(0, going.length + 1 - max_runs);
  if (excess > 0 && overlap === "skip") {
    const detail = `${going[0]?.id} is not finished, and the workflow's overlap is skip.`;
    throw new Fault("conflict", detail, { code: "overlap_skipped" });
  }
  const stop = { status: "cancelled", reason: "superseded", detail: "A newer run took its place." } as const;
  for (const { id } of going.slice(0, excess)) stopRun(openCourse(ctx, tx, after, id), stop);
}

/** By versions that were published since it began a run may come to call itself: it would wait for its own end. */
function refuseAncestor(tx: Tx, workflow_id: string, parent_run_id: string): void {
  for (let id: string | null = parent_run_id; id !== null; ) {
    const above = tx.select(ABOVE).from(runs).where(eq(runs.id, id)).get();
    if (above?.workflow_id === workflow_id)
      throw new Fault("conflict", `The run ${id} of the same workflow waits for this one.`, { code: "calls_itself" });
    id = above?.parent_run_id ?? null;
  }
}

const ABOVE = { workflow_id: runs.workflow_id, parent_run_id: runs.parent_run_id };
