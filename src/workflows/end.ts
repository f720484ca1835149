import { RUNS } from "./bells.ts";
import { type Course, changeRow, changeRun, nodeOf, rowOf } from "./course.ts";
import type { Outcome } from "./kinds/kind.ts";
import { isEnd } from "./status.ts";
import type { NodeRow } from "./store.ts";

/** A node has ended, or is tried again; what follows from it is for `proceed`. */
export function end(course: Course, row: NodeRow, outcome: Outcome): void {
  const { ctx, after, walk } = course;
  const node = nodeOf(course, row);
  const retry = "retry" in node ? node.retry : null;
  if (retry && outcome.status === "failed" && outcome.reason !== "budget" && row.attempt <= retry.most) {
    const wait = retry.delay_secs * (retry.growth === "fixed" ? 1 : 2 ** (row.attempt - 1));
    const due_at = ctx.clock.iso(ctx.clock.now() + wait * 1_000);
    const { reason = null, detail = null } = outcome;
    changeRow(course, row, { status: "queued", reason, detail, due_at });
    after(() => ctx.bells.ring(RUNS));
    return;
  }
  const waited = row.status === "waiting";
  const {
    status,
    reason = null,
    detail = null,
    port = null,
    text = null,
    data = null,
    cost_usd = null,
    usage = null,
  } = outcome;
  const ended = changeRow(course, row, {
    ...{ status, reason, detail, port, data, cost_usd, usage, due_at: null, ended_at: ctx.clock.iso() },
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
