import { join } from "node:path";
import { submit } from "~/executions/index.ts";
import { Fault } from "~/kit/fault.ts";
import { RUNS } from "./bells.ts";
import { addRow, type Course, changeRow, changeRun, rowOf, valuesOf } from "./course.ts";
import { endRun } from "./end-run.ts";
import { kindOf, type Node } from "./kinds/index.ts";
import type { Outcome, Step } from "./kinds/kind.ts";
import { insertRun } from "./start.ts";
import { isEnd } from "./status.ts";
import type { NodeRow } from "./store.ts";
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
}

/** The first that waits for its turn and may have it. */
function nextOf(course: Course): NodeRow | undefined {
  const { ctx, run, rows, nodes } = course;
  const busy = [...rows.values()].filter(({ status, kind, item }) => status === "running" && works(kind, item));
  if (busy.length >= run.graph.max_parallel) return undefined;
  const now = ctx.clock.iso();
  const crowded = (id: string) => {
    const node = nodes.get(id);
    return node?.kind === "map" && busy.filter((row) => row.node_id === id).length >= node.max_parallel;
  };
  for (const row of rows.values())
    if (row.status === "queued" && (row.due_at ?? "") <= now && !(row.item >= 0 && crowded(row.node_id))) return row;
  return undefined;
}

/** Something is done meanwhile, not just waited for. */
const works = (kind: string, item: number) => item >= 0 || (kind !== "map" && kind !== "delay");

function begin(course: Course, queued: NodeRow): void {
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

function stepOf(course: Course, node: Node, row: NodeRow): Step {
  const { ctx, tx, run, rows } = course;
  const step = kindOf(node).begin(node, { ctx, tx, values: valuesOf(course, row) });
  const { budget_usd } = run.graph;
  if (budget_usd === null || (step.step !== "execution" && step.step !== "run")) return step;
  const spent = [...rows.values()].reduce(
    (sum, { cost_usd, item, kind }) => sum + (item < 0 && kind === "map" ? 0 : (cost_usd ?? 0)),
    0,
  );
  if (spent < budget_usd) return step;
  throw new Fault("conflict", `The run has cost ${spent.toFixed(2)} USD, and its budget is ${budget_usd}.`, {
    code: "budget",
  });
}

function take(course: Course, row: NodeRow, step: Step): void {
  const { ctx, tx, after, run } = course;
  switch (step.step) {
    case "done":
      end(course, row, step.outcome);
      return;
    case "wait":
      wait(course, row, step);
      return;
    case "items":
      for (const [item, given] of step.items.entries())
        addRow(course, {
          node_id: row.node_id,
          item,
          given,
          status: "queued",
          kind: nodeOf(course, { ...row, item }).kind,
        });
      return;
    case "run": {
      const { workflow_id, input } = step;
      const parent = {
        parent_run_id: run.id,
        parent_node_id: row.node_id,
        parent_item: row.item,
        depth: run.depth + 1,
      };
      changeRow(course, row, {
        child_run_id: insertRun(ctx, tx, after, workflow_id, { input, request_id: run.request_id, ...parent }),
      });
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

function wait(course: Course, row: NodeRow, { status, due_at, text }: Extract<Step, { step: "wait" }>): void {
  const { ctx, after, run } = course;
  changeRow(course, row, { status, due_at, text: text ?? null });
  if (status === "waiting" && run.clock_stopped_at === null) changeRun(course, { clock_stopped_at: ctx.clock.iso() });
  after(() => ctx.bells.ring(RUNS));
}

/** A node has ended, or is tried again; what follows from it is for `proceed`. */
export function end(course: Course, row: NodeRow, outcome: Outcome): void {
  const { ctx, after, walk } = course;
  const node = nodeOf(course, row);
  const retry = "retry" in node ? node.retry : null;
  if (retry && outcome.status === "failed" && outcome.reason !== "budget" && row.attempt <= retry.most) {
    const wait = retry.delay_secs * (retry.growth === "fixed" ? 1 : 2 ** (row.attempt - 1));
    const due_at = ctx.clock.iso(ctx.clock.now() + wait * 1_000);
    changeRow(course, row, {
      status: "queued",
      reason: outcome.reason ?? null,
      detail: outcome.detail ?? null,
      due_at,
    });
    after(() => ctx.bells.ring(RUNS));
    return;
  }
  const waited = row.status === "waiting";
  const { status, reason = null, detail = null, port = null, text = null, data = null, cost_usd = null } = outcome;
  const ended = changeRow(course, row, {
    ...{ status, reason, detail, port, data, cost_usd, due_at: null, ended_at: ctx.clock.iso() },
    text: text ?? row.text,
  });
  if (waited) startClock(course);
  if (row.item >= 0) endOfItem(course, row.node_id);
  else walk.settle(row.node_id, ended);
}

/** A `map` has ended when its last item has. */
function endOfItem(course: Course, node_id: string): void {
  const items = [...course.rows.values()].filter((row) => row.node_id === node_id && row.item >= 0);
  const whole = rowOf(course, node_id);
  if (!whole || !items.every(({ status }) => isEnd(status))) return;
  items.sort((a, b) => a.item - b.item);
  const data = items.map(({ data, text }) => data ?? text);
  const failed = items.filter(({ status }) => status !== "succeeded");
  const cost_usd = items.reduce((sum, item) => sum + (item.cost_usd ?? 0), 0);
  const detail =
    failed[0] && `${failed.length} of ${items.length} items did not succeed: the first is ${failed[0].item}.`;
  end(course, whole, {
    status: failed.length > 0 ? "failed" : "succeeded",
    ...(detail && { reason: "items", detail }),
    data,
    cost_usd,
  });
}

/** The last whom somebody was waited for: from here on time counts again. */
function startClock(course: Course): void {
  const { ctx, run, rows } = course;
  if (run.clock_stopped_at === null || [...rows.values()].some(({ status }) => status === "waiting")) return;
  const stood = ctx.clock.now() - Date.parse(run.clock_stopped_at);
  const deadline_at = run.deadline_at && ctx.clock.iso(Date.parse(run.deadline_at) + stood);
  changeRun(course, { clock_stopped_at: null, deadline_at });
}

export function nodeOf({ nodes }: Course, { node_id, item }: Pick<NodeRow, "node_id" | "item">): Node {
  const node = nodes.get(node_id);
  if (!node) throw new Error(`a run has no node ${node_id}`);
  return item >= 0 && node.kind === "map" ? node.each : node;
}
