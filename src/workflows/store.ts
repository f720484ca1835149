import { and, desc, eq, lt } from "drizzle-orm";
import type { Queries } from "~/db/tx.ts";
import { Fault } from "~/kit/fault.ts";
import { run_nodes, runs, workflow_versions, workflows } from "./tables.ts";

export type WorkflowRow = typeof workflows.$inferSelect;
export type VersionRow = typeof workflow_versions.$inferSelect;
export type RunRow = typeof runs.$inferSelect;
export type NodeRow = typeof run_nodes.$inferSelect;

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

export function nodesOf(queries: Queries, run_id: string): NodeRow[] {
  return queries
    .select()
    .from(run_nodes)
    .where(eq(run_nodes.run_id, run_id))
    .orderBy(run_nodes.created_at, run_nodes.node_id, run_nodes.item)
    .all();
}
