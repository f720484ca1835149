import { eq } from "drizzle-orm";
import { audit } from "~/audit/index.ts";
import type { Context } from "~/context.ts";
import type { Queries } from "~/db/tx.ts";
import { Fault } from "~/kit/fault.ts";
import { RUNS } from "./bells.ts";
import { mistakesIn } from "./check.ts";
import type { Graph } from "./graph.ts";
import type { WorkflowInput, WorkflowPatch } from "./model.ts";
import { findWorkflow, getVersion, getWorkflow, type VersionRow, type WorkflowRow } from "./store.ts";
import { workflow_versions, workflows } from "./tables.ts";

/** A draft may be wrong: only what is published is run. */
export function createWorkflow(ctx: Context, { graph: draft, ...input }: WorkflowInput): WorkflowRow {
  const now = ctx.clock.iso();
  const row = {
    ...input,
    id: ctx.newId("workflow"),
    draft: draft ?? null,
    version: 0,
    created_at: now,
    updated_at: now,
  };
  return ctx.db.tx((tx) => {
    const made = tx.insert(workflows).values(row).returning().get();
    audit(ctx, tx, { action: "workflow.created", subject_id: made.id, after: made });
    return made;
  });
}

export function updateWorkflow(ctx: Context, id: string, patch: WorkflowPatch | { draft: Graph }): WorkflowRow {
  return ctx.db.tx((tx, effect) => {
    const before = getWorkflow(tx, id);
    const fields = { ...patch, updated_at: ctx.clock.iso() };
    const after = tx.update(workflows).set(fields).where(eq(workflows.id, id)).returning().get();
    audit(ctx, tx, { action: "workflow.updated", subject_id: id, before, after });
    // There may be room for a run that waits.
    effect(() => ctx.bells.ring(RUNS));
    return after;
  });
}

/** Its runs stay, and end as they would have. */
export function deleteWorkflow(ctx: Context, id: string): void {
  ctx.db.tx((tx, effect) => {
    const before = getWorkflow(tx, id);
    effect(() => ctx.bells.ring(RUNS));
    tx.delete(workflows).where(eq(workflows.id, id)).run();
    audit(ctx, tx, { action: "workflow.deleted", subject_id: id, before });
  });
}

/** Makes the draft the next version. Throws a Fault that names what of it cannot be run. */
export function publish(ctx: Context, id: string, note: string | null): VersionRow {
  return ctx.db.tx((tx) => {
    const { draft, version: before } = getWorkflow(tx, id);
    if (!draft) throw new Fault("conflict", "There is no draft: save one first.", { code: "no_draft" });
    const errors = [...mistakesIn(draft), ...badCalls(tx, id, draft)];
    const [first] = errors;
    if (first) throw new Fault("invalid", `${first.path}: ${first.message}`, { errors });
    const version = before + 1;
    const row = { workflow_id: id, version, graph: draft, note, created_at: ctx.clock.iso() };
    const published = tx.insert(workflow_versions).values(row).returning().get();
    tx.update(workflows).set({ version, draft: null, updated_at: row.created_at }).where(eq(workflows.id, id)).run();
    audit(ctx, tx, { action: "workflow.published", subject_id: id, after: { version, note } });
    return published;
  });
}

/** An older version becomes the draft again. */
export function restore(ctx: Context, id: string, version: number): WorkflowRow {
  return updateWorkflow(ctx, id, { draft: getVersion(ctx.db.orm, id, version).graph });
}

/** A workflow that another calls must be there, and must not call this one in turn. */
function badCalls(queries: Queries, id: string, graph: Graph) {
  return graph.nodes.flatMap((node, i) => {
    const path = `nodes.${i}.workflow_id`;
    const called = calledBy(node);
    if (called === undefined) return [];
    if (!findWorkflow(queries, called)) return { path, message: `there is no workflow ${called}` };
    const back = wayBack(queries, called, id, [id, called]);
    return back ? { path, message: `calls itself in the end: ${back.join(" → ")}` } : [];
  });
}

function calledBy(node: Graph["nodes"][number]): string | undefined {
  const step = node.kind === "map" ? node.each : node;
  return step.kind === "workflow" ? step.workflow_id : undefined;
}

function wayBack(queries: Queries, from: string, to: string, way: string[]): string[] | undefined {
  if (from === to) return way;
  const version = findWorkflow(queries, from)?.version ?? 0;
  const called =
    version > 0 ? getVersion(queries, from, version).graph.nodes.flatMap((node) => calledBy(node) ?? []) : [];
  for (const next of new Set(called)) {
    const found =
      next === to ? [...way, to] : way.includes(next) ? undefined : wayBack(queries, next, to, [...way, next]);
    if (found) return found;
  }
  return undefined;
}
