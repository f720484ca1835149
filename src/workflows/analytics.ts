import { z } from "@hono/zod-openapi";
import { type SQL, sql } from "drizzle-orm";
import type { Context } from "~/context.ts";
import { getWorkflow } from "./store.ts";

const WINDOW_MS = 30 * 86_400_000;

export const Window = z.strictObject({
  since: z.iso.datetime({ offset: true }).optional().openapi({ description: "Unset: 30 days before `until`." }),
  until: z.iso.datetime({ offset: true }).optional().openapi({ description: "Unset: now." }),
});

const Figures = z.object({
  count: z.number().int().openapi({ description: "Those that have ended, and were not skipped." }),
  failed: z.number().int().openapi({ description: "Failed, timed out or interrupted." }),
  failure_share: z.number().nullable().openapi({ description: "From 0 to 1; null where nothing has ended." }),
  p50_ms: z.number().int().nullable().openapi({ description: "From start to end, what was waited for included." }),
  p95_ms: z.number().int().nullable(),
  cost_usd: z.number().nullable().openapi({ description: "Null where nothing has a price." }),
});

export const Analytics = z
  .object({
    since: z.iso.datetime(),
    until: z.iso.datetime(),
    runs: Figures,
    nodes: z.array(Figures.extend({ node_id: z.string(), kind: z.string() })).openapi({
      description: "Those that failed most often first; a `map` counts as one, whatever its items came to.",
    }),
  })
  .openapi("WorkflowAnalytics");
export type Analytics = z.infer<typeof Analytics>;

interface Row extends Omit<z.infer<typeof Figures>, "failure_share"> {
  node_id: string;
  kind: string;
}

/** What the runs that were started within a window came to, and each of their nodes. Throws a Fault `not_found`. */
export function analyse({ db: { orm }, clock }: Context, id: string, asked: z.infer<typeof Window>): Analytics {
  getWorkflow(orm, id);
  const until = new Date(asked.until ?? clock.iso()).toISOString();
  const since = new Date(asked.since ?? Date.parse(until) - WINDOW_MS).toISOString();
  const within = sql`runs.workflow_id = ${id} AND runs.created_at >= ${since} AND runs.created_at <= ${until}`;
  const cost = sql`(SELECT sum(cost_usd) FROM run_nodes WHERE run_id = runs.id AND item < 0)`;
  const [runs] = orm.all<Row>(
    figures(sql`
    SELECT '' AS node_id, '' AS kind, status, started_at, ended_at, ${cost} AS cost_usd FROM runs
    WHERE ${within} AND ended_at IS NOT NULL`),
  );
  const nodes = orm.all<Row>(
    figures(sql`
    SELECT node_id, kind, run_nodes.status, run_nodes.started_at, run_nodes.ended_at, cost_usd
    FROM run_nodes JOIN runs ON runs.id = run_nodes.run_id
    WHERE ${within} AND item < 0 AND run_nodes.ended_at IS NOT NULL AND run_nodes.status <> 'skipped'`),
  );
  return { since, until, runs: shown(runs ?? NOTHING), nodes: nodes.map((row) => ({ ...row, ...shown(row) })) };
}

const NOTHING: Omit<Row, "node_id" | "kind"> = { count: 0, failed: 0, p50_ms: null, p95_ms: null, cost_usd: null };

function shown({ count, failed, p50_ms, p95_ms, cost_usd }: Omit<Row, "node_id" | "kind">) {
  return { count, failed, failure_share: count === 0 ? null : failed / count, p50_ms, p95_ms, cost_usd };
}

/** One row for each node: the duration at a share is that of the first that so many are not longer than. */
function figures(ended: SQL): SQL {
  return sql`
    WITH ended AS (${ended}),
    timed AS (
      SELECT *, round((julianday(ended_at) - julianday(started_at)) * 86400000) AS ms FROM ended
    ),
    ranked AS (
      SELECT *, cume_dist() OVER (PARTITION BY node_id, started_at IS NULL ORDER BY ms) AS share FROM timed
    )
    SELECT node_id, kind, count(*) AS count,
      sum(status IN ('failed', 'timed_out', 'interrupted')) AS failed,
      CAST(min(CASE WHEN share >= 0.5 THEN ms END) AS INTEGER) AS p50_ms,
      CAST(min(CASE WHEN share >= 0.95 THEN ms END) AS INTEGER) AS p95_ms,
      sum(cost_usd) AS cost_usd
    FROM ranked GROUP BY node_id, kind ORDER BY failed DESC, node_id`;
}
