import { and, eq } from "drizzle-orm";
import type { Context } from "~/context.ts";
import type { After, Tx } from "~/db/tx.ts";
import { RUNS, runBell } from "./bells.ts";
import type { Node } from "./kinds/index.ts";
import { isEnd, type RunStatus } from "./status.ts";
import { getRun, type NodeRow, nodesOf, type RunRow } from "./store.ts";
import { run_events, run_nodes, runs } from "./tables.ts";
import type { Values } from "./values.ts";
import { Walk } from "./walk.ts";

/** A run as one transaction has it: its rows, read once and written through. */
export interface Course {
  ctx: Context;
  tx: Tx;
  after: After;
  run: RunRow;
  walk: Walk;
  nodes: ReadonlyMap<string, Node>;
  /** By `keyOf`, in the order in which they were decided. */
  rows: Map<string, NodeRow>;
}

const keyOf = ({ node_id, item }: Pick<NodeRow, "node_id" | "item">) => `${node_id} ${item}`;

/** Reads a run and sets its walk to where it stands. */
export function openCourse(ctx: Context, tx: Tx, after: After, run_id: string): Course {
  const run = getRun(tx, run_id);
  const walk = new Walk(run.graph);
  const rows = new Map(nodesOf(tx, run_id).map((row) => [keyOf(row), row]));
  for (const row of rows.values()) {
    walk.ready.delete(row.node_id);
    // What was skipped, the walk skips by itself.
    if (row.item < 0 && isEnd(row.status) && row.status !== "skipped") walk.settle(row.node_id, row);
  }
  for (const row of rows.values()) walk.ready.delete(row.node_id);
  const nodes = new Map(run.graph.nodes.map((node) => [node.id, node]));
  return { ctx, tx, after, run, walk, nodes, rows };
}

export const rowOf = ({ rows }: Course, node_id: string, item = -1) => rows.get(keyOf({ node_id, item }));

/** Writes a new row of a node, or of one of its items. */
export function addRow(
  { ctx, after, run, rows, nodes }: Course,
  fields: Pick<NodeRow, "node_id" | "status"> & Partial<NodeRow>,
): NodeRow {
  const now = ctx.clock.iso();
  const row = {
    ...{ run_id: run.id, item: -1, kind: nodes.get(fields.node_id)?.kind ?? "agent", reason: null, detail: null },
    ...{ port: null, attempt: 0, execution_id: null, child_run_id: null, due_at: null, given: null, text: null },
    ...{ data: null, cost_usd: null, usage: null, created_at: now, started_at: null, ended_at: null },
    ...(isEnd(fields.status) && { ended_at: now }),
    ...fields,
  };
  ctx.db.insert(run_nodes, row);
  rows.set(keyOf(row), row);
  tell(ctx, after, row);
  return row;
}

/** Changes a row of a node; whoever streams the run is told when its status changes. */
export function changeRow({ ctx, tx, after, rows }: Course, row: NodeRow, fields: Partial<NodeRow>): NodeRow {
  const changed = { ...row, ...fields };
  const same = and(
    ...[eq(run_nodes.run_id, row.run_id), eq(run_nodes.node_id, row.node_id), eq(run_nodes.item, row.item)],
  );
  tx.update(run_nodes).set(fields).where(same).run();
  rows.set(keyOf(row), changed);
  if (fields.status && fields.status !== row.status) tell(ctx, after, changed);
  return changed;
}

/** Changes the run itself. */
export function changeRun(course: Course, fields: Partial<RunRow>): void {
  const { ctx, tx, after, run } = course;
  tx.update(runs).set(fields).where(eq(runs.id, run.id)).run();
  course.run = { ...run, ...fields };
  if (fields.status) tell(ctx, after, { ...course.run, run_id: run.id, node_id: null, item: null });
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

/** What the nodes that have ended left, for those that follow. */
export function valuesOf({ run, rows }: Course, row: NodeRow): Values {
  const ended = [...rows.values()].filter(({ item, status }) => item < 0 && isEnd(status) && status !== "skipped");
  const nodes = Object.fromEntries(
    ended.map(({ node_id, text, data, status, usage }) => [node_id, { text, data, status, usage }]),
  );
  return { input: run.input, trigger: run.trigger, nodes, ...(row.item >= 0 && { item: row.given, index: row.item }) };
}

/** Of an item, what is done for each. */
export function nodeOf({ nodes }: Course, { node_id, item }: Pick<NodeRow, "node_id" | "item">): Node {
  const node = nodes.get(node_id);
  if (!node) throw new Error(`a run has no node ${node_id}`);
  return item >= 0 && node.kind === "map" ? node.each : node;
}
