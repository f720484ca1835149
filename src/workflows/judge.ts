import { and, eq, sum } from "drizzle-orm";
import { usageByAttempt } from "~/budgets/index.ts";
import type { Context } from "~/context.ts";
import type { Queries } from "~/db/tx.ts";
import { type ExecutionRow, linesAfter } from "~/executions/index.ts";
import { kindOf, type Node } from "./kinds/index.ts";
import type { Outcome } from "./kinds/kind.ts";
import { isEnd } from "./status.ts";
import { getRun } from "./store.ts";
import { run_nodes } from "./tables.ts";

const MOST_TEXT = 256 * 1024;

/** What became of the run that a node waits for; undefined while it goes on. */
export function outcomeOfRun(queries: Queries, run_id: string): Outcome | undefined {
  const { status, reason, detail, output } = getRun(queries, run_id);
  if (!isEnd(status)) return undefined;
  const own = and(eq(run_nodes.run_id, run_id), eq(run_nodes.item, -1));
  const costs = queries
    .select({ cost_usd: sum(run_nodes.cost_usd).mapWith(Number) })
    .from(run_nodes)
    .where(own)
    .get();
  return {
    ...{ status: status as Outcome["status"], ...(reason && { reason }), ...(detail && { detail }), data: output },
    text: typeof output === "string" || output === null ? output : JSON.stringify(output),
    cost_usd: costs?.cost_usd ?? 0,
  };
}

/** What an execution's end means for the node that asked for it. */
export function outcomeOfExecution(ctx: Context, node: Node, execution: ExecutionRow): Outcome {
  const { status, reason, detail } = execution;
  const text = execution.result ?? printed(ctx, execution.id);
  const costs = usageByAttempt(ctx.db.orm, execution.id).map(({ cost_usd }) => cost_usd);
  const cost_usd = costs.reduce((sum, cost) => (sum === null || cost === null ? null : sum + cost), 0);
  const said = { ...(reason && { reason }), ...(detail && { detail }) };
  const outcome = { status: status as Outcome["status"], ...said, text, cost_usd };
  return status === "succeeded" ? { ...outcome, ...kindOf(node).judge?.(node, text) } : outcome;
}

/** What a program has printed, of which so much is kept. */
function printed(ctx: Context, execution_id: string): string {
  const texts: string[] = [];
  let size = 0;
  for (let after = 0; size < MOST_TEXT; ) {
    const lines = linesAfter(ctx, execution_id, after, 1_000);
    for (const { stream, text } of lines) if (stream === "stdout") texts.push(text);
    size = texts.reduce((sum, text) => sum + text.length + 1, 0);
    if (lines.length < 1_000) break;
    after = lines.at(-1)?.seq ?? after;
  }
  return texts.join("\n").slice(0, MOST_TEXT);
}
