import { Database } from "bun:sqlite";
import { join } from "node:path";
import type { Bench } from "../shared/bench.ts";
import type { Figure, Row } from "../shared/figure.ts";
import type { Asked, Asking } from "../shared/jobs/ask.ts";
import type { Server } from "../shared/server.ts";
import { StartingLine } from "../shared/starting-line.ts";

const SECRET = "bench-webhook-secret";
const PER_SECOND = 500;

const source = { kind: "webhook", secret: SECRET };
const other = { path: "action", op: "eq", value: "closed" };
const idle = { backend_config: { command: ["sleep", "1000"] } };

/** From a signed delivery to its 202, which says that it is durable. */
export const delivery: Figure = {
  name: "delivery",
  title: `POST / signed → 202, ${PER_SECOND}/s`,
  async run(bench) {
    const bare = bench.job<unknown, string, never>("bare-receiver.ts", {
      path: join(bench.dir, "bare.db"),
      secret: SECRET,
    });
    const theirs = await deliver(bench, await bare.ready);
    await bare[Symbol.asyncDispose]();
    return [
      ...(await rowsOf(bench, theirs, "no trigger wants it", 10, { source: { ...source, filter: other } })),
      ...(await rowsOf(bench, theirs, "it queues", 10, { source, ...idle })),
      ...(await rowsOf(bench, theirs, "it queues behind max_concurrent", 10, { source, ...idle, max_concurrent: 1 })),
      ...(await rowsOf(bench, theirs, "it queues, 10 children print", 200, { source, ...idle }, 10)),
    ];
  },
};

async function rowsOf(
  bench: Bench,
  { latency: bare }: Asked,
  when: string,
  mark: number,
  trigger: Record<string, unknown>,
  printers = 0,
): Promise<Row[]> {
  const server = await bench.server({ MAX_CONCURRENT_EXECUTIONS: String(Math.max(1, printers)) });
  if (printers > 0) await startPrinters(bench, server, printers);
  await server.client.trigger(trigger);
  const { sent, statuses, latency } = await deliver(bench, server.client.url);
  const stored = storedIn(server);
  await server.stop();
  return [
    { what: `${when}: p50`, ours: latency.p50, bare: bare.p50, unit: "ms" },
    { what: `${when}: p99`, ours: latency.p99, bare: bare.p99, unit: "ms", mark: { at_most: mark } },
    { what: `${when}: sent, not answered 202`, ours: sent - (statuses["202"] ?? 0), unit: "", mark: { exactly: 0 } },
    { what: `${when}: answered 202, not stored`, ours: sent + WARM_UP - stored, unit: "", mark: { exactly: 0 } },
  ];
}

const WARM_UP = 200;

async function deliver(bench: Bench, origin: string): Promise<Asked> {
  const asking = { url: `${origin}/`, secret: SECRET };
  // The first requests of a server compile its code.
  await bench.job<Asking, never, Asked>("ask.ts", { ...asking, per_second: 400, seconds: WARM_UP / 400 }).result;
  const seconds = bench.pick(30, 1.5);
  return bench.job<Asking, never, Asked>("ask.ts", { ...asking, per_second: PER_SECOND, seconds }).result;
}

/** Ten executions at work before the deliveries come; what these start waits behind them. */
async function startPrinters(bench: Bench, { client }: Server, count: number): Promise<void> {
  const line = new StartingLine(bench);
  const command = line.printer(1_000_000, 100);
  for (let i = 0; i < count; i++) await client.start(command);
  await line.go(count);
}

function storedIn({ data_dir }: Server): number {
  using db = new Database(join(data_dir, "agented.db"), { readonly: true });
  return db.query<{ count: number }, []>("SELECT count(*) AS count FROM deliveries").get()?.count ?? 0;
}
