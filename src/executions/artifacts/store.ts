import { and, asc, eq, getTableColumns, gt } from "drizzle-orm";
import type { Context } from "~/context.ts";
import type { After, Queries, Tx } from "~/db/tx.ts";
import { Fault } from "~/kit/fault.ts";
import { removeTree } from "~/kit/remove-tree.ts";
import { artifacts } from "../tables.ts";
import type { Artifact } from "./collect.ts";
import { artifactsDir } from "./keep.ts";

type Row = typeof artifacts.$inferSelect;

/** Those of the last attempt that left some take the place of the earlier ones. */
export function writeArtifacts(
  ctx: Context,
  tx: Tx,
  after: After,
  { execution_id, number: attempt }: { execution_id: string; number: number },
  kept: readonly Artifact[] = [],
): void {
  if (kept.length === 0) return;
  const earlier = attemptsWithArtifacts(tx, execution_id);
  tx.delete(artifacts).where(eq(artifacts.execution_id, execution_id)).run();
  for (const artifact of kept)
    tx.insert(artifacts)
      .values({ ...artifact, execution_id, attempt })
      .run();
  after(() => {
    for (const old of earlier) void removeArtifacts(ctx, artifactsDir(ctx, execution_id, old));
  });
}

export function attemptsWithArtifacts(queries: Queries, execution_id: string): number[] {
  const query = queries.selectDistinct({ attempt: artifacts.attempt }).from(artifacts);
  const rows = query.where(eq(artifacts.execution_id, execution_id)).all();
  return rows.map(({ attempt }) => attempt);
}

/** A page, in the order of their numbers. */
export function listArtifacts(queries: Queries, id: string, { limit, cursor = 0 }: { limit: number; cursor?: number }) {
  const further = and(eq(artifacts.execution_id, id), gt(artifacts.number, cursor));
  const { execution_id: _id, ...columns } = getTableColumns(artifacts);
  const query = queries.select(columns).from(artifacts).where(further).orderBy(asc(artifacts.number));
  const rows = query.limit(limit + 1).all();
  const page = rows.slice(0, limit);
  return { artifacts: page, next_cursor: rows.length > page.length ? (page.at(-1)?.number ?? null) : null };
}

/** Throws a Fault `not_found`. */
export function getArtifact(queries: Queries, id: string, number: number): Row {
  const row = queries
    .select()
    .from(artifacts)
    .where(and(eq(artifacts.execution_id, id), eq(artifacts.number, number)))
    .get();
  if (!row) throw new Fault("not_found", `The execution ${id} has no artifact ${number}.`);
  return row;
}

/** Copies that no row tells of any more; those that stay are removed by the next start. */
export async function removeArtifacts(ctx: Context, dir: string): Promise<void> {
  try {
    await removeTree(dir);
  } catch (err) {
    ctx.log.warn({ err, dir }, "artifacts could not be removed");
  }
}
