import { Database } from "bun:sqlite";
import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { until } from "~/testing/until.ts";
import type { Bench } from "../shared/bench.ts";
import type { Figure, Row } from "../shared/figure.ts";
import { layLines } from "../shared/history.ts";
import type { Asked, Asking } from "../shared/jobs/ask.ts";
import type { Server } from "../shared/server.ts";
import { StartingLine } from "../shared/starting-line.ts";

const RUN_LINES = 10_000;
const LONG_MS = 300_000;
/** What the same is measured without. */
const NO_INDEX = { NO_LINE_INDEX: "1" };

const QUESTIONS = {
  "a word of every line": "the",
  "a word of 1 line in 10,000": "rare5",
  "two words of every line": "the line",
  "a phrase": '"the line"',
  "a beginning of a word": "lin*",
  "a word that is nowhere": "nowhere",
};

/** Words in outputs: what finding them costs, and what indexing them costs those who write. */
export const search: Figure = {
  name: "search",
  title: "GET /admin/search/lines over 1,000,000 lines, and the index behind a run that prints 10,000 lines/s",
  async run(bench) {
    const lines = bench.pick(1_000_000, 50_000);
    const data_dir = mkdtempSync(join(bench.dir, "lines-"));
    layLines(join(data_dir, "agented.db"), lines / RUN_LINES, RUN_LINES);
    const server = await bench.server({ AGENTED_DATA_DIR: data_dir, RETENTION_DAYS: "36500" });
    const begin = performance.now();
    await until("all lines to be indexed", () => isIndexed(data_dir, lines / RUN_LINES), LONG_MS);
    const rows: Row[] = [
      { what: "lines indexed, a second", ours: (lines * 1_000) / (performance.now() - begin), unit: "/s" },
    ];
    for (const [what, q] of Object.entries(QUESTIONS)) rows.push(await ask(bench, server, what, q));
    await server.stop();
    const paced = { lines: bench.pick(100_000, 20_000), per_second: 10_000 };
    const indexed = await flood(bench, paced, {});
    const bare = await flood(bench, paced, NO_INDEX);
    const unpaced = { lines: bench.pick(300_000, 20_000), per_second: 10_000_000 };
    const all = { indexed: await flood(bench, unpaced, {}), bare: await flood(bench, unpaced, NO_INDEX) };
    return [
      ...rows,
      { what: "10,000 lines/s: written after", ours: indexed.written_s, bare: bare.written_s, unit: "s" },
      {
        what: "times as long as without an index",
        ours: indexed.written_s / bare.written_s,
        unit: "",
        mark: { at_most: 1.1 },
      },
      { what: "last line written → found", ours: indexed.lag_s, unit: "s" },
      {
        what: `${unpaced.lines} lines as fast as may be: written after`,
        ours: all.indexed.written_s,
        bare: all.bare.written_s,
        unit: "s",
      },
      { what: "their last line written → found", ours: all.indexed.lag_s, unit: "s" },
    ];
  },
};

async function ask(bench: Bench, { client }: Server, what: string, q: string): Promise<Row> {
  const url = `${client.url}/admin/search/lines?${new URLSearchParams({ q })}`;
  const asking = { url, headers: { "X-API-Key": client.key }, per_second: 15, seconds: bench.pick(10, 1) };
  const { latency, statuses, sent } = await bench.job<Asking, never, Asked>("ask.ts", asking).result;
  if (statuses["200"] !== sent) throw new Error(`${what} was answered ${JSON.stringify(statuses)}`);
  return { what: `${what}, p95`, ours: latency.p95, unit: "ms", mark: { at_most: 100 } };
}

function isIndexed(data_dir: string, runs: number): boolean {
  try {
    using index = new Database(join(data_dir, "search.db"), { readonly: true });
    const done = index.query<{ n: number }, []>("SELECT count(*) AS n FROM runs WHERE open = 0").get()?.n;
    return done === runs;
  } catch {
    return false;
  }
}

interface Pace {
  lines: number;
  per_second: number;
}

/** How long a run takes to have its lines written, and how long after that the last one is found. */
async function flood(bench: Bench, { lines, per_second }: Pace, env: Record<string, string>) {
  const line = new StartingLine(bench);
  const { client, stop } = await bench.server(env);
  const id = await client.start(line.printer(lines, per_second));
  await line.go(1);
  const begin = performance.now();
  await client.finished(id);
  const written = performance.now();
  const path = `/admin/search/lines?q=${lines}&execution_id=${id}`;
  // 503 until there is an index.
  const found = async () => {
    const response = await client.fetch(path);
    return response.status === 200 && ((await response.json()) as { hits: unknown[] }).hits.length > 0;
  };
  if (!env.NO_LINE_INDEX) await until("the last line to be found", found, LONG_MS);
  const lag_s = (performance.now() - written) / 1_000;
  await stop();
  return { written_s: (written - begin) / 1_000, lag_s };
}
