import { eq } from "drizzle-orm";
import type { Context } from "~/context.ts";
import type { After, Tx } from "~/db/tx.ts";
import { RUNS, runBell } from "./bells.ts";
import type { Node } from "./kinds/index.ts";
import { isEnd, type RunStatus } from "./status.ts";
import { changeNode, getRun, type NodeRow, type RunRow, type Standing, standingsOf, wakeParent } from "./store.ts";
import { run_events, run_nodes, runs } from "./tables.ts";
import { Turns } from "./turns.ts";
import { Walk } from "./walk.ts";

/** A run as one transaction has it: how its rows stand, read once and written through. */
export interface Course {
  ctx: Context;
  tx: Tx;
  after: After;
  run: RunRow;
  walk: Walk;
  turns: Turns;
  nodes: ReadonlyMap<string, Node>;
  /** By `keyOf`, in the order in which they were decided. */
  rows: Map<string, Standing>;
}

export const keyOf = ({ node_id, item }: Pick<NodeRow, "node_id" | "item">) => `${node_id} ${item}`;

/** Reads a run and sets its walk to where it stands. */
export function openCourse(ctx: Context, tx: Tx, after: After, run_id: string): Course {
  const run = getRun(tx, run_id);
  const walk = new Walk(run.graph);
  const turns = new Turns();
  const rows = new Map(standingsOf(ctx.db, run_id).map((row) => [keyOf(row), row]));
  for (const [key, row] of rows) {
    turns.note(key, undefined, row);
    if (row.item >= 0) continue;
    walk.ready.delete(row.node_id);
    // What was skipped, the walk skips by itself.
    if (isEnd(row.status) && row.status !== "skipped") walk.settle(row.node_id, row);
  }
  for (const row of rows.values()) if (row.item < 0) walk.ready.delete(row.node_id);
  const nodes = new Map(run.graph.nodes.map((node) => [node.id, node]));
  return { ctx, tx, after, run, walk, turns, nodes, rows };
}

export const rowOf = ({ rows }: Course, node_id: string, item = -1) => rows.get(keyOf({ node_id, item }));

/** Writes a new row of a node, or of one of its items. */
export function addRow(
  { ctx, after, run, rows, turns, nodes }: Course,
  fields: Pick<NodeRow, "node_id" | "status"> & Partial<NodeRow>,
): Standing {
  const now = ctx.clock.iso();
  const row = {
    ...{ run_id: run.id, item: -1, kind: nodes.get(fields.node_id)?.kind ?? "agent", reason: null, detail: null },
    ...{ port: null, attempt: 0, execution_id: null, child_run_id: null, due_at: null, given: null, text: null },
    ...{ data: null, cost_usd: null, created_at: now, started_at: null, ended_at: null },
    ...(isEnd(fields.status) && { ended_at: now }),
    ...fields,
  };
  ctx.db.insert(run_nodes, row);
  const { given: _given, text: _text, data: _data, ...standing } = row;
  rows.set(keyOf(row), standing);
  turns.note(keyOf(row), undefined, standing);
  tell(ctx, after, row);
  return standing;
}

/** Changes a row of a node; whoever streams the run is told when its status changes. */
export function changeRow({ ctx, after, rows, turns }: Course, row: Standing, fields: Partial<NodeRow>): Standing {
  const { given: _given, text: _text, data: _data, ...rest } = fields;
  const changed = { ...row, ...rest };
  changeNode(ctx.db, changed, fields);
  rows.set(keyOf(row), changed);
  turns.note(keyOf(row), row, changed);
  if (fields.status && fields.status !== row.status) tell(ctx, after, changed);
  return changed;
}

/** Changes the run itself. The node of another run that waits for it looks how it stands, in a turn of its own. */
export function changeRun(course: Course, fields: Partial<RunRow>): void {
  const { ctx, tx, after, run } = course;
  tx.update(runs).set(fields).where(eq(runs.id, run.id)).run();
  course.run = { ...run, ...fields };
  if (fields.status) tell(ctx, after, { ...course.run, run_id: run.id, node_id: null, item: null });
  if (run.parent_run_id) wakeParent(tx, run.id, ctx.clock.iso());
  after(() => ctx.bells.ring(RUNS));
}

interface Told {
  run_id: string;
  node_id: string | null;
  item: number | null;
  status: RunStatus;
  detail: string | null;
}

export function tell(ctx: Context, after: After, { run_id, node_id, item, status, detail }: Told): void {
  ctx.db.insert(run_events, { run_id, node_id, item, status, detail, at: ctx.clock.iso() });
  after(() => ctx.bells.ring(runBell(run_id)));
}

/** Of an item, what is done for each. */
export function nodeOf({ nodes }: Course, { node_id, item }: Pick<NodeRow, "node_id" | "item">): Node {
  const node = nodes.get(node_id);
  if (!node) throw new Error(`a run has no node ${node_id}`);
  return item >= 0 && node.kind === "map" ? node.each : node;
}
