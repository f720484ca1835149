import { RUNS } from "./bells.ts";
import { type Course, changeRow, nodeOf, rowOf } from "./course.ts";
import type { Outcome } from "./kinds/kind.ts";
import { leftByItems } from "./left.ts";
import { isEnd } from "./status.ts";
import type { Standing } from "./store.ts";

/** A node has ended, or is tried again; what follows from it is for `proceed`. */
export function end(course: Course, row: Standing, outcome: Outcome): void {
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
  const { status, reason = null, detail = null, port = null, text = null, data = null, cost_usd = null } = outcome;
  const how = { status, reason, detail, port, cost_usd, due_at: null, ended_at: ctx.clock.iso() };
  const ended = changeRow(course, row, { ...how, text, data });
  if (row.item >= 0) endOfItem(course, row.node_id);
  else walk.settle(row.node_id, ended);
}

/** A `map` has ended when its last item has. */
export function endOfItem(course: Course, node_id: string): void {
  const whole = rowOf(course, node_id);
  if (!whole || isEnd(whole.status)) return;
  const items = [...course.rows.values()].filter((row) => row.node_id === node_id && row.item >= 0);
  if (!items.every(({ status }) => isEnd(status))) return;
  items.sort((a, b) => a.item - b.item);
  const failed = items.filter(({ status }) => status !== "succeeded");
  const cost_usd = items.reduce((sum, item) => sum + (item.cost_usd ?? 0), 0);
  const detail =
    failed[0] && `${failed.length} of ${items.length} items did not succeed: the first is ${failed[0].item}.`;
  end(course, whole, {
    status: failed.length > 0 ? "failed" : "succeeded",
    ...(detail && { reason: "items", detail }),
    data: leftByItems(course, node_id),
    cost_usd,
  });
}
