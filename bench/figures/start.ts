import { mkdtempSync } from "node:fs";
import { join, resolve } from "node:path";
import { until } from "~/testing/until.ts";
import type { Bench } from "../shared/bench.ts";
import { sleep, wallMs } from "../shared/clock.ts";
import { end } from "../shared/end.ts";
import type { Figure } from "../shared/figure.ts";
import { summarize } from "../shared/numbers.ts";
import { processTreeOf, rssMb } from "../shared/procfs.ts";
import { readyUrl, serverEnv } from "../shared/server.ts";

const ROOT = resolve(import.meta.dir, "../..");
const DIRECT = [process.execPath, "scripts/start.ts"];
const LAUNCHER = ["node", "scripts/bun.mjs", "scripts/start.ts"];
const SOURCES = [process.execPath, "src/main.ts"];
const BARE = `const s = Bun.serve({ port: 0, fetch: () => new Response() }); console.log('"url":"' + s.url + '" "msg":"ready"')`;
const CHILDREN = 10;

/** How long a restart takes, and what the server costs while nothing happens. */
export const start: Figure = {
  name: "start",
  title: "start to ready, memory 10 s after",
  async run(bench) {
    const rounds = bench.pick(20, 3);
    const direct = await startTimes(bench, DIRECT, rounds);
    const launcher = await startTimes(bench, LAUNCHER, rounds);
    const sources = await startTimes(bench, SOURCES, rounds);
    const bare = await startTimes(bench, [process.execPath, "-e", BARE], rounds);
    const alone = await idleMemory(bench, DIRECT);
    const whole = await idleMemory(bench, LAUNCHER);
    const bare_mb = await idleMemory(bench, [process.execPath, "-e", BARE]);
    return [
      {
        what: "bun scripts/start.ts → ready, p50",
        ours: direct.p50,
        bare: bare.p50,
        unit: "ms",
        mark: { at_most: 500 },
      },
      {
        what: "bun scripts/start.ts → ready, p95",
        ours: direct.p95,
        bare: bare.p95,
        unit: "ms",
        mark: { at_most: 500 },
      },
      { what: "through the launcher, p50", ours: launcher.p50, bare: bare.p50, unit: "ms", mark: { at_most: 500 } },
      { what: "through the launcher, p95", ours: launcher.p95, bare: bare.p95, unit: "ms" },
      { what: "from its sources, p50", ours: sources.p50, bare: bare.p50, unit: "ms" },
      { what: "memory of the server", ours: alone, bare: bare_mb, unit: "MB", mark: { at_most: 120 } },
      { what: "memory with the launcher", ours: whole, bare: bare_mb, unit: "MB" },
      {
        what: `memory of the server, ${CHILDREN} runs`,
        ours: await busyMemory(bench),
        unit: "MB",
        mark: { at_most: 120 },
      },
    ];
  },
};

interface Started extends AsyncDisposable {
  ms: number;
  pid: number;
}

/** From the spawn to the log line that says ready, heard from a pipe. */
async function startOnce(bench: Bench, command: string[]): Promise<Started> {
  const data_dir = mkdtempSync(join(bench.dir, "start-"));
  const begin = wallMs();
  const proc = Bun.spawn(command, {
    cwd: ROOT,
    env: { ...serverEnv(data_dir), HOME: bench.dir },
    stdio: ["ignore", "pipe", "ignore"],
  });
  const dispose = async () => {
    if (proc.exitCode === null && proc.signalCode === null) await end(proc, 5_000);
  };
  const started = bench.adopt({ ms: Number.NaN, pid: proc.pid, [Symbol.asyncDispose]: dispose });
  let said = "";
  for await (const chunk of proc.stdout) {
    said += new TextDecoder().decode(chunk);
    if (readyUrl(said)) return { ...started, ms: wallMs() - begin };
  }
  throw new Error(`it ended before it was ready: ${said}`);
}

async function startTimes(bench: Bench, command: string[], rounds: number) {
  const times: number[] = [];
  // The first start of a checkout reads it from the disk.
  for (let i = 0; i <= rounds; i++) {
    await using started = await startOnce(bench, command);
    if (i > 0) times.push(started.ms);
  }
  return summarize(times);
}

async function idleMemory(bench: Bench, command: string[]): Promise<number> {
  await using started = await startOnce(bench, command);
  await sleep(bench.pick(10_000, 1_000));
  return processTreeOf(started.pid).reduce((sum, pid) => sum + rssMb(pid), 0);
}

async function busyMemory(bench: Bench): Promise<number> {
  const server = await bench.server({ MAX_CONCURRENT_EXECUTIONS: String(CHILDREN) });
  for (let i = 0; i < CHILDREN; i++) await server.client.start(["sleep", "1000"]);
  const running = "/admin/executions?status=running";
  const count = async () => (await server.client.call("GET", running)).executions.length;
  await until("all to run", async () => (await count()) === CHILDREN, 30_000);
  await sleep(bench.pick(10_000, 1_000));
  const memory = rssMb(server.pid);
  await server.stop();
  return memory;
}
