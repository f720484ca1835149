import { Database } from "bun:sqlite";
import { join } from "node:path";
import type { Bench } from "../shared/bench.ts";
import { sleep } from "../shared/clock.ts";
import type { Figure, Row } from "../shared/figure.ts";
import type { Asked, Asking } from "../shared/jobs/ask.ts";
import type { Read, Reading } from "../shared/jobs/read.ts";
import { cpuSeconds, processTreeOf } from "../shared/procfs.ts";
import type { Server } from "../shared/server.ts";
import { StartingLine } from "../shared/starting-line.ts";

const SECRET = "bench-webhook-secret";
const DELIVERIES_PER_SECOND = 500;
const RUNS = 10;
const LINES_PER_SECOND_EACH = 1_000;
const READERS_EACH = 20;
const WARM_UP = 200;

/** All that a busy server does, at once. */
export const together: Figure = {
  name: "together",
  title: `${DELIVERIES_PER_SECOND} deliveries/s, ${RUNS * LINES_PER_SECOND_EACH} lines/s, ${RUNS * READERS_EACH} readers, API reads, at once`,
  async run(bench) {
    const server = await bench.server({ MAX_CONCURRENT_EXECUTIONS: String(RUNS) });
    await server.client.trigger({ source: { kind: "webhook", secret: SECRET }, backend_config: { command: ["true"] } });
    await ask(bench, deliveriesTo(server, WARM_UP / 400, 400)).result;
    const found = await load(bench, server, bench.pick(30, 4));
    await server.stop();
    return [...latenciesOf(found), ...countsOf(found, storedIn(server)), ...coresOf(found)];
  },
};

type Found = Awaited<ReturnType<typeof load>>;

async function load(bench: Bench, server: Server, seconds: number) {
  const line = new StartingLine(bench);
  const readers = await startReaders(bench, server, line, LINES_PER_SECOND_EACH * seconds);
  const deliveries = ask(bench, deliveriesTo(server, seconds, DELIVERIES_PER_SECOND));
  const health = ask(bench, readsOf(server, "/health/readiness", seconds, 20));
  const lists = ["/admin/executions?limit=50", "/admin/deliveries?limit=50"].map((path) =>
    ask(bench, readsOf(server, path, seconds, 5)),
  );
  await line.go(RUNS);
  const generators = [readers, deliveries, health, ...lists].map(({ pid }) => pid);
  const cores = await measureCores(server.pid, generators, seconds - 1);
  return {
    cores,
    read: await readers.result,
    deliveries: await deliveries.result,
    health: await health.result,
    lists: await Promise.all(lists.map(({ result }) => result)),
  };
}

function latenciesOf({ health, lists, read, deliveries }: Found): Row[] {
  const api = Math.max(...lists.map(({ latency }) => latency.p95));
  return [
    { what: "health p99", ours: health.latency.p99, unit: "ms", mark: { at_most: 50 } },
    { what: "API p95, the slower of two lists", ours: api, unit: "ms", mark: { at_most: 100 } },
    { what: "line written → reader has it, p95", ours: read.latency.p95, unit: "ms", mark: { at_most: 250 } },
    { what: "line written → reader has it, p99", ours: read.latency.p99, unit: "ms" },
    { what: "delivery → 202, p99", ours: deliveries.latency.p99, unit: "ms" },
  ];
}

function countsOf({ deliveries, health, lists, read }: Found, stored: number): Row[] {
  const others = Object.entries(deliveries.statuses).filter(([status]) => status !== "202");
  const told = others.map(([status, count]) => `, ${count} × ${status}`).join("");
  const refused = [health, ...lists].reduce((sum, asked) => sum + otherThan(asked, "200"), 0);
  const unstored = deliveries.sent + WARM_UP - stored;
  return [
    { what: `deliveries not answered 202${told}`, ours: otherThan(deliveries, "202"), unit: "", mark: { exactly: 0 } },
    { what: "deliveries not stored", ours: unstored, unit: "", mark: { exactly: 0 } },
    { what: "reads not answered 200", ours: refused, unit: "", mark: { exactly: 0 } },
    { what: "lines lost at a reader's end", ours: read.lost, unit: "", mark: { exactly: 0 } },
    { what: "lines out of order", ours: read.out_of_order, unit: "", mark: { exactly: 0 } },
    { what: "readers told of the end", ours: read.completed, unit: "", mark: { exactly: RUNS * READERS_EACH } },
  ];
}

function coresOf({ cores }: Found): Row[] {
  return [
    { what: "server, cores", ours: cores.server, unit: "" },
    { what: "what prints, cores", ours: cores.printers, unit: "" },
    { what: "what asks and reads, cores", ours: cores.generators, unit: "" },
  ];
}

function ask(bench: Bench, asking: Asking) {
  return bench.job<Asking, never, Asked>("ask.ts", asking);
}

function deliveriesTo({ client }: Server, seconds: number, per_second: number): Asking {
  return { url: `${client.url}/`, secret: SECRET, per_second, seconds };
}

function readsOf({ client }: Server, path: string, seconds: number, per_second: number): Asking {
  return { url: `${client.url}${path}`, headers: { "X-API-Key": client.key }, per_second, seconds };
}

/** Runs that wait at the line, and a crowd before each. */
async function startReaders(bench: Bench, { client }: Server, line: StartingLine, lines: number) {
  const command = line.printer(lines, LINES_PER_SECOND_EACH);
  const { id } = await client.trigger({ backend_config: { command }, max_concurrent: RUNS, priority: 1 });
  const urls: string[] = [];
  for (let i = 0; i < RUNS; i++) {
    const { execution_id } = await client.call("POST", `/admin/triggers/${id}/run`, { message: "" });
    urls.push(`${client.url}/admin/executions/${execution_id}/stream`);
  }
  const reading = { urls, headers: { "X-API-Key": client.key }, readers_each: READERS_EACH, lines, skim: true };
  const readers = bench.job<Reading, true, Read>("read.ts", reading);
  await readers.ready;
  return readers;
}

/** What each part took of the processors over a time. */
async function measureCores(server: number, generators: number[], seconds: number) {
  const printers = processTreeOf(server).filter((pid) => pid !== server);
  const parts = { server: [server], printers, generators };
  const used = () => Object.values(parts).map((pids) => pids.reduce((sum, pid) => sum + cpuSeconds(pid), 0));
  const before = used();
  await sleep(seconds * 1_000);
  const [ours = 0, theirs = 0, asking = 0] = used().map((total, at) => (total - (before[at] ?? 0)) / seconds);
  return { server: ours, printers: theirs, generators: asking };
}

function otherThan({ sent, statuses }: Asked, status: string): number {
  return sent - (statuses[status] ?? 0);
}

function storedIn({ data_dir }: Server): number {
  using db = new Database(join(data_dir, "agented.db"), { readonly: true });
  return db.query<{ count: number }, []>("SELECT count(*) AS count FROM deliveries").get()?.count ?? 0;
}
