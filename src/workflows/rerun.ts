import { audit } from "~/audit/index.ts";
import type { Context } from "~/context.ts";
import { refuseWhenFull } from "~/executions/index.ts";
import { Fault } from "~/kit/fault.ts";
import { addRow, type Course, openCourse } from "./course.ts";
import { insertRun } from "./start.ts";
import { isEnd } from "./status.ts";
import { nodesOf } from "./store.ts";

/**
 * Runs the newest version once more with the same input. What has succeeded, and hangs on nothing that is done again,
 * is kept, of a map each item; `from` is done again in any case, and whole.
 */
export function rerun(ctx: Context, id: string, request_id: string, from?: string): { run_id: string } {
  return ctx.db.tx((tx, after) => {
    refuseWhenFull(ctx);
    const before = openCourse(ctx, tx, after, id);
    const { run, nodes } = before;
    if (!isEnd(run.status)) throw new Fault("conflict", "The run goes on: cancel it first.", { code: "unfinished" });
    if (from !== undefined && !nodes.has(from)) throw new Fault("not_found", `The run has no node ${from}.`);
    const run_id = insertRun(ctx, tx, after, run.workflow_id, { input: run.input, request_id, rerun_of: id });
    const course = openCourse(ctx, tx, after, run_id);
    const same = course.run.version === run.version;
    const { again, half } = same ? toDoAgain(before, from) : { again: new Set(nodes.keys()), half: new Set<string>() };
    for (const { run_id: _run, due_at: _due, cost_usd: _cost, ...row } of nodesOf(tx, id)) {
      const kept = !again.has(row.node_id) || (row.item >= 0 && half.has(row.node_id));
      // What it has cost that run has paid.
      if (kept && row.status === "succeeded") addRow(course, { ...row, cost_usd: 0 });
    }
    audit(ctx, tx, { action: "run.rerun", subject_id: id, after: { run_id, from: from ?? null } });
    return { run_id };
  });
}

/** What did not succeed or is asked for, and all that follows from either; `half` is what only some items are of. */
function toDoAgain({ run, rows }: Course, from: string | undefined) {
  const failed = [...rows.values()].filter(
    ({ status, item }) => item < 0 && status !== "succeeded" && status !== "skipped",
  );
  const first = new Set(from === undefined ? failed.map(({ node_id }) => node_id) : [from]);
  const again = new Set(first);
  const after = new Set<string>();
  for (let size = -1; size !== again.size + after.size; ) {
    size = again.size + after.size;
    for (const edge of run.graph.edges)
      if (again.has(edge.from)) {
        again.add(edge.to);
        after.add(edge.to);
      }
  }
  // With other values before it a map may have other items.
  const half = new Set(from === undefined ? [...first].filter((id) => !after.has(id)) : []);
  return { again, half };
}
