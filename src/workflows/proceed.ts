import { join } from "node:path";
import { submit } from "~/executions/index.ts";
import { Fault } from "~/kit/fault.ts";
import { RUNS } from "./bells.ts";
import { keepClock } from "./clock.ts";
import { addRow, type Course, changeRow, keyOf, nodeOf, rowOf } from "./course.ts";
import { end, endOfItem } from "./end.ts";
import { endRun } from "./end-run.ts";
import { kindOf, type Node } from "./kinds/index.ts";
import type { Step } from "./kinds/kind.ts";
import { valuesOf } from "./left.ts";
import { insertRun } from "./start.ts";
import { isEnd } from "./status.ts";
import type { Standing } from "./store.ts";
import { verdictOf } from "./verdict.ts";

/** So many begin in one transaction: a thousand that are done at once must not keep everybody else waiting. */
const MOST_AT_ONCE = 100;

/** Skips what nothing leads to, begins what may begin, and ends the run when nothing is left. */
export function proceed(course: Course): void {
  const { ctx, after, run, walk } = course;
  if (isEnd(run.status)) return;
  for (let begun = 0; ; begun++) {
    for (const node_id of walk.dead.splice(0))
      if (!rowOf(course, node_id)) addRow(course, { node_id, status: "skipped", detail: "No way led to it." });
    for (const node_id of walk.ready) addRow(course, { node_id, status: "queued" });
    walk.ready.clear();
    const next = nextOf(course);
    if (!next) break;
    if (begun === MOST_AT_ONCE) {
      changeRow(course, next, { due_at: ctx.clock.iso() });
      after(() => ctx.bells.ring(RUNS));
      return;
    }
    begin(course, next);
  }
  if (walk.isOver) endRun(course, verdictOf(course));
  else keepClock(course);
}

/** The first that waits for its turn and may have it. */
function nextOf({ ctx, run, rows, nodes, turns }: Course): Standing | undefined {
  if (turns.busy >= run.graph.max_parallel) return undefined;
  const now = ctx.clock.iso();
  const isCrowded = (id: string) => {
    const node = nodes.get(id);
    return node?.kind === "map" && turns.itemsOf(id) >= node.max_parallel;
  };
  for (const key of turns.queued) {
    const row = rows.get(key);
    if (row && (row.due_at ?? "") <= now && !(row.item >= 0 && isCrowded(row.node_id))) return row;
  }
  return undefined;
}

function begin(course: Course, queued: Standing): void {
  const node = nodeOf(course, queued);
  const started_at = course.ctx.clock.iso();
  const row = changeRow(course, queued, { status: "running", started_at, due_at: null, attempt: queued.attempt + 1 });
  try {
    take(course, row, stepOf(course, node, row));
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    end(course, row, { status: "failed", reason: error.code, detail: error.message });
  }
}

function stepOf(course: Course, node: Node, row: Standing): Step {
  const { ctx, tx, after, run, rows } = course;
  const step = kindOf(node).begin(node, {
    ...{ ctx, tx, after, values: valuesOf(course, row, node), run_id: run.id, key: `${run.id}/${keyOf(row)}` },
  });
  const { budget_usd } = run.graph;
  if (budget_usd === null || (step.step !== "execution" && step.step !== "run")) return step;
  // Of a map its items tell.
  const costs = [...rows.values()].map(({ cost_usd, kind }) => (kind === "map" ? 0 : (cost_usd ?? 0)));
  const spent = costs.reduce((sum, cost) => sum + cost, 0);
  if (spent < budget_usd) return step;
  const detail = `The run has cost ${spent.toFixed(2)} USD, and its budget is ${budget_usd}.`;
  throw new Fault("conflict", detail, { code: "budget" });
}

function take(course: Course, row: Standing, step: Step): void {
  const { ctx, tx, after, run } = course;
  switch (step.step) {
    case "done":
      end(course, row, step.outcome);
      return;
    case "wait":
      wait(course, row, step);
      return;
    case "items": {
      const { kind } = nodeOf(course, { ...row, item: 0 });
      // Of a run that is run again some are done already.
      for (const [item, given] of step.items.entries())
        if (!rowOf(course, row.node_id, item))
          addRow(course, { node_id: row.node_id, item, given, kind, status: "queued" });
      endOfItem(course, row.node_id);
      return;
    }
    case "call":
      changeRow(course, row, { due_at: ctx.clock.iso() });
      after(() => ctx.bells.ring(RUNS));
      return;
    case "run": {
      const { workflow_id, input } = step;
      const parent = { parent_run_id: run.id, parent_node_id: row.node_id, parent_item: row.item };
      const asked = { input, request_id: run.request_id, depth: run.depth + 1, ...parent };
      changeRow(course, row, { child_run_id: insertRun(ctx, tx, after, workflow_id, asked) });
      return;
    }
    case "execution": {
      const submitted = submit(ctx, tx, after, {
        ...{ origin: "workflow", request_id: run.request_id, group_id: run.id, retry_on_interrupt: true },
        working_dir: join(ctx.config.data_dir, "workspaces", run.id),
        ...step.work,
      });
      if ("execution_id" in submitted) changeRow(course, row, { execution_id: submitted.execution_id });
    }
  }
}

function wait(course: Course, row: Standing, { status, due_at, text }: Extract<Step, { step: "wait" }>): void {
  const { ctx, after } = course;
  changeRow(course, row, { status, due_at, text: text ?? null });
  after(() => ctx.bells.ring(RUNS));
}
