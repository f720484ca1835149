import { and, desc, eq, isNull, lt, sql } from "drizzle-orm";
import type { Db, Orm, Queries, Tx } from "~/db/tx.ts";
import { Fault } from "~/kit/fault.ts";
import { run_nodes, runs, workflow_versions, workflows } from "./tables.ts";

export type WorkflowRow = typeof workflows.$inferSelect;
export type VersionRow = typeof workflow_versions.$inferSelect;
export type RunRow = typeof runs.$inferSelect;
export type NodeRow = typeof run_nodes.$inferSelect;
/** How a row stands, without what it was given and has left: that may be large, and is read when somebody asks for it. */
export type Standing = Omit<NodeRow, "given" | "text" | "data">;

/** Throws a Fault `not_found`. */
export function getWorkflow(queries: Queries, id: string): WorkflowRow {
  const row = findWorkflow(queries, id);
  if (!row) throw new Fault("not_found", `There is no workflow ${id}.`);
  return row;
}

export function findWorkflow(queries: Queries, id: string): WorkflowRow | undefined {
  return queries.select().from(workflows).where(eq(workflows.id, id)).get();
}

export function listWorkflows(queries: Queries, { limit, cursor }: { limit: number; cursor?: string }) {
  const rows = queries
    .select()
    .from(workflows)
    .where(cursor ? lt(workflows.id, cursor) : undefined)
    .orderBy(desc(workflows.id))
    .limit(limit + 1)
    .all();
  const page = rows.slice(0, limit);
  const next_cursor = rows.length > page.length ? (page.at(-1)?.id ?? null) : null;
  return { workflows: page, next_cursor };
}

/** Throws a Fault `not_found`. */
export function getVersion(queries: Queries, workflow_id: string, version: number): VersionRow {
  const same = and(eq(workflow_versions.workflow_id, workflow_id), eq(workflow_versions.version, version));
  const row = queries.select().from(workflow_versions).where(same).get();
  if (!row) throw new Fault("not_found", `There is no version ${version} of ${workflow_id}.`);
  return row;
}

/** Without their graphs, which may be large. */
export function listVersions(
  queries: Queries,
  workflow_id: string,
  { limit, cursor }: { limit: number; cursor?: number },
) {
  getWorkflow(queries, workflow_id);
  const { version, note, created_at } = workflow_versions;
  const older = cursor === undefined ? undefined : lt(version, cursor);
  const rows = queries
    .select({ workflow_id: workflow_versions.workflow_id, version, note, created_at })
    .from(workflow_versions)
    .where(and(eq(workflow_versions.workflow_id, workflow_id), older))
    .orderBy(desc(version))
    .limit(limit + 1)
    .all();
  const page = rows.slice(0, limit);
  return { versions: page, next_cursor: rows.length > page.length ? (page.at(-1)?.version ?? null) : null };
}

/** Throws a Fault `not_found`. */
export function getRun(queries: Queries, id: string): RunRow {
  const row = queries.select().from(runs).where(eq(runs.id, id)).get();
  if (!row) throw new Fault("not_found", `There is no run ${id}.`);
  return row;
}

export function findNode(queries: Queries, run_id: string, node_id: string): NodeRow | undefined {
  const own = and(eq(run_nodes.run_id, run_id), eq(run_nodes.node_id, node_id), eq(run_nodes.item, -1));
  return queries.select().from(run_nodes).where(own).get();
}

/** What its workflow is called, or was known by. */
export function nameOfRun(queries: Queries, run_id: string): string {
  const { id, workflow_id } = runs;
  const found = queries
    .select({ name: workflows.name, workflow_id })
    .from(runs)
    .leftJoin(workflows, eq(workflows.id, workflow_id))
    .where(eq(id, run_id))
    .get();
  return found?.name ?? found?.workflow_id ?? run_id;
}

export function nodesOf(queries: Queries, run_id: string): NodeRow[] {
  return queries
    .select()
    .from(run_nodes)
    .where(eq(run_nodes.run_id, run_id))
    .orderBy(run_nodes.created_at, run_nodes.node_id, run_nodes.item)
    .all();
}

const STANDING = {
  ...{ run_id: run_nodes.run_id, node_id: run_nodes.node_id, item: run_nodes.item, kind: run_nodes.kind },
  ...{ status: run_nodes.status, reason: run_nodes.reason, detail: run_nodes.detail, port: run_nodes.port },
  ...{ attempt: run_nodes.attempt, execution_id: run_nodes.execution_id, child_run_id: run_nodes.child_run_id },
  ...{ due_at: run_nodes.due_at, cost_usd: run_nodes.cost_usd, created_at: run_nodes.created_at },
  ...{ started_at: run_nodes.started_at, ended_at: run_nodes.ended_at },
};

const standings = (orm: Orm) =>
  orm
    .select(STANDING)
    .from(run_nodes)
    .where(eq(run_nodes.run_id, sql.placeholder("run_id")))
    .orderBy(sql`rowid`)
    .prepare();

/** In the order in which they were decided. */
export function standingsOf(db: Db, run_id: string): Standing[] {
  return db.prepared(standings).all({ run_id });
}

const CHANGE = `UPDATE run_nodes SET status = $status, reason = $reason, detail = $detail, port = $port,
  attempt = $attempt, execution_id = $execution_id, child_run_id = $child_run_id, due_at = $due_at,
  started_at = $started_at, ended_at = $ended_at, cost_usd = $cost_usd,
  text = coalesce($text, text), data = coalesce($data, data)
  WHERE run_id = $run_id AND node_id = $node_id AND item = $item`;

/** Of what it left only what is given is written. */
export function changeNode(db: Db, standing: Standing, { text = null, data = null }: Partial<NodeRow>): void {
  const { kind: _kind, created_at: _created, ...fields } = standing;
  db.sqlite.query(CHANGE).run({ ...fields, text, data: data === null ? null : JSON.stringify(data) });
}

/** The node of another run that waits for this one is due. */
export function wakeParent(tx: Tx, run_id: string, at: string): void {
  const waiting = and(eq(run_nodes.child_run_id, run_id), isNull(run_nodes.ended_at));
  tx.update(run_nodes).set({ due_at: at }).where(waiting).run();
}
