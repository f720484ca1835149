import { Database } from "bun:sqlite";
import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import type { Bench } from "../shared/bench.ts";
import type { Figure, Row } from "../shared/figure.ts";
import { executionId, layExecutions, rareTrigger, triggerId } from "../shared/history.ts";
import type { Asked, Asking } from "../shared/jobs/ask.ts";
import { type Summary, summarize } from "../shared/numbers.ts";

const LIMIT = 50;
const RAW_ROUNDS = 100;

interface Question {
  what: string;
  query: Record<string, string>;
  where: string;
}

/** Pages of a long history. */
export const list: Figure = {
  name: "list",
  title: "GET /admin/executions?limit=50 over 1,000,000 executions",
  async run(bench) {
    const count = bench.pick(1_000_000, 100_000);
    const data_dir = mkdtempSync(join(bench.dir, "history-"));
    const path = join(data_dir, "agented.db");
    layExecutions(path, count);
    const server = await bench.server({ AGENTED_DATA_DIR: data_dir, RETENTION_DAYS: "36500" });
    const rows: Row[] = [];
    for (const question of questionsAbout(count)) {
      const { latency, statuses, sent } = await ask(bench, server.client, question);
      if (statuses["200"] !== sent) throw new Error(`${question.what} was answered ${JSON.stringify(statuses)}`);
      const bare = askRaw(path, question);
      rows.push({
        what: `${question.what}, p95`,
        ours: latency.p95,
        bare: bare.p95,
        unit: "ms",
        mark: { at_most: 50 },
      });
    }
    return rows;
  },
};

function questionsAbout(count: number): Question[] {
  const middle = executionId(count / 2);
  return [
    { what: "newest", query: {}, where: "1" },
    { what: "status=failed, 1 of 10", query: { status: "failed" }, where: "status = 'failed'" },
    { what: "status=timed_out, 1 of 10,000", query: { status: "timed_out" }, where: "status = 'timed_out'" },
    { what: "status=queued, none", query: { status: "queued" }, where: "status = 'queued'" },
    { what: "one trigger of 10", query: { trigger_id: triggerId(3) }, where: `trigger_id = '${triggerId(3)}'` },
    { what: "a trigger's failed", ...both(triggerId(3), "failed") },
    { what: "a trigger's failed, all of them long ago", ...both(rareTrigger, "failed") },
    { what: "after a cursor in the middle", query: { cursor: middle }, where: `id < '${middle}'` },
    { what: "after a cursor near the end", query: { cursor: executionId(100) }, where: `id < '${executionId(100)}'` },
  ];
}

function both(trigger_id: string, status: string): Pick<Question, "query" | "where"> {
  return { query: { trigger_id, status }, where: `trigger_id = '${trigger_id}' AND status = '${status}'` };
}

function ask(bench: Bench, { url, key }: { url: string; key: string }, { query }: Question): Promise<Asked> {
  const path = `${url}/admin/executions?${new URLSearchParams({ limit: String(LIMIT), ...query })}`;
  const asking = { url: path, headers: { "X-API-Key": key }, per_second: 15, seconds: bench.pick(15, 4) };
  return bench.job<Asking, never, Asked>("ask.ts", asking).result;
}

/** The same page by one prepared statement, as JSON. */
function askRaw(path: string, { where }: Question): Summary {
  using db = new Database(path, { readonly: true });
  const select = db.query(`SELECT * FROM executions WHERE ${where} ORDER BY id DESC LIMIT ${LIMIT + 1}`);
  const times = Array.from({ length: RAW_ROUNDS }, () => {
    const begin = performance.now();
    JSON.stringify(select.all());
    return performance.now() - begin;
  });
  return summarize(times);
}
