import { Database } from "bun:sqlite";
import { join } from "node:path";
import type { Bench } from "../shared/bench.ts";
import type { Figure, Row } from "../shared/figure.ts";
import type { Asked, Asking } from "../shared/jobs/ask.ts";
import { cpuSeconds } from "../shared/procfs.ts";
import type { Server } from "../shared/server.ts";

const SECRET = "bench-webhook-secret";
const PER_SECOND = 500;
const TRIGGERS = 20;
const COUNTS = [10, 100, 1_000] as const;

const idle = { backend_config: { command: ["sleep", "1000"] } };
const elsewhere = { path: "action", op: "eq", value: "closed" };
const filtered = { all: [{ path: "number", op: "gt", value: -1 }, elsewhere] };

interface Sender {
  what: string;
  path: string;
  source: Record<string, unknown>;
  headers: Pick<Asking, "headers" | "signed_in">;
}

const WEBHOOKS: Sender = { what: "webhooks", path: "/", source: { kind: "webhook", secret: SECRET }, headers: {} };
const GITHUB: Sender = {
  what: "GitHub",
  path: "/api/webhooks/github",
  source: { kind: "github", events: ["push"] },
  headers: { signed_in: "X-Hub-Signature-256", headers: { "X-GitHub-Event": "push" } },
};

/** What it costs that a delivery is held against many triggers. */
export const matching: Figure = {
  name: "matching",
  title: `signed deliveries held against many enabled triggers`,
  async run(bench) {
    const rows: Row[] = [];
    for (const sender of [WEBHOOKS, GITHUB]) rows.push(...(await atFullRate(bench, sender)));
    return [...rows, ...(await byCount(bench, GITHUB))];
  },
};

/** One of the triggers starts something, the others look and do not. */
async function atFullRate(bench: Bench, sender: Sender): Promise<Row[]> {
  const server = await startServer(bench);
  await lay(server, sender, TRIGGERS - 1);
  await server.client.trigger({ source: sender.source, ...idle });
  const seconds = bench.pick(30, 1.5);
  await warmUp(bench, server, sender);
  const { sent, statuses, latency, cpu_ms } = await ask(bench, server, sender, PER_SECOND, seconds);
  const stored = storedIn(server);
  await server.stop();
  const what = `${sender.what}, ${TRIGGERS} triggers, ${PER_SECOND}/s`;
  return [
    { what: `${what}: p50`, ours: latency.p50, unit: "ms" },
    { what: `${what}: p99`, ours: latency.p99, unit: "ms", mark: { at_most: 10 } },
    { what: `${what}: server CPU for one`, ours: cpu_ms, unit: "ms" },
    { what: `${what}: not answered 202`, ours: sent - (statuses["202"] ?? 0), unit: "", mark: { exactly: 0 } },
    { what: `${what}: answered, not stored`, ours: sent + WARM_UP - stored, unit: "", mark: { exactly: 0 } },
  ];
}

/** One secret for all, so that verifying costs the same. One delivery at a time, which nobody wants: what is left is the looking. */
async function byCount(bench: Bench, sender: Sender): Promise<Row[]> {
  const server = await startServer(bench);
  const costs: number[] = [];
  const rows: Row[] = [];
  let laid = 0;
  for (const count of COUNTS) {
    await lay(server, sender, count - laid);
    if (laid === 0) await warmUp(bench, server, sender);
    laid = count;
    const { latency, statuses, cpu_ms } = await ask(bench, server, sender, 20, bench.pick(10, 1));
    if (Object.keys(statuses).join() !== "202") throw new Error(`answered ${JSON.stringify(statuses)}`);
    costs.push(cpu_ms);
    rows.push({ what: `${sender.what}, ${count} triggers: p50`, ours: latency.p50, unit: "ms" });
    rows.push({ what: `${sender.what}, ${count} triggers: server CPU for one`, ours: cpu_ms, unit: "ms" });
  }
  await server.stop();
  const [few = Number.NaN, some = Number.NaN, many = Number.NaN] = costs;
  const [fewCount, someCount, manyCount] = COUNTS;
  const near = (some - few) / (someCount - fewCount);
  const far = (many - some) / (manyCount - someCount);
  return [
    ...rows,
    { what: `${sender.what}: CPU of a trigger more, ${fewCount} to ${someCount}`, ours: near, unit: "ms" },
    {
      what: `${sender.what}: CPU of a trigger more, ${someCount} to ${manyCount}`,
      ours: far,
      unit: "ms",
      mark: { at_most: 0.05 },
    },
  ];
}

function startServer(bench: Bench): Promise<Server> {
  return bench.server({ MAX_CONCURRENT_EXECUTIONS: "1", GITHUB_WEBHOOK_SECRET: SECRET });
}

async function lay({ client }: Server, { source }: Sender, count: number): Promise<void> {
  for (let i = 0; i < count; i++) await client.trigger({ source: { ...source, filter: filtered }, ...idle });
}

const WARM_UP = 200;

/** The first requests of a server compile its code. */
function warmUp(bench: Bench, server: Server, sender: Sender) {
  return ask(bench, server, sender, 400, WARM_UP / 400);
}

/** With what one delivery took of the server's processor: other work on the machine does not change it much. */
async function ask(bench: Bench, { client, pid }: Server, sender: Sender, per_second: number, seconds: number) {
  const asking = { url: `${client.url}${sender.path}`, secret: SECRET, ...sender.headers, per_second, seconds };
  const before = cpuSeconds(pid);
  const asked = await bench.job<Asking, never, Asked>("ask.ts", asking).result;
  return { ...asked, cpu_ms: ((cpuSeconds(pid) - before) * 1_000) / asked.sent };
}

function storedIn({ data_dir }: Server): number {
  using db = new Database(join(data_dir, "agented.db"), { readonly: true });
  return db.query<{ count: number }, []>("SELECT count(*) AS count FROM deliveries").get()?.count ?? 0;
}
