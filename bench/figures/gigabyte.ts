import { closeSync, openSync } from "node:fs";
import { join } from "node:path";
import type { Bench } from "../shared/bench.ts";
import { wallMs } from "../shared/clock.ts";
import type { Figure } from "../shared/figure.ts";
import type { Asked, Asking } from "../shared/jobs/ask.ts";
import type { Summary } from "../shared/numbers.ts";
import { watchGrowth } from "../shared/procfs.ts";

const MIB = 1024 * 1024;
const LINE = "x".repeat(255);
/** By then the thread that indexes lines has started. */
const AT_REST_MS = 2_000;

interface Swallowed {
  grown_mb: number;
  health: Summary;
  seconds: number;
}

/** A run that prints without end, and somebody who asks whether the server is well. */
export const gigabyte: Figure = {
  name: "gigabyte",
  title: "1 GiB of output in lines of 256 bytes, health asked 50 times a second",
  async run(bench) {
    const bytes = bench.pick(1024 * MIB, 64 * MIB);
    const command = ["sh", "-c", `yes "$1" | head -c "$2"`, "sh", LINE, String(bytes)];
    const ours = await swallowOurs(bench, command, bytes);
    const bare = await swallowBare(bench, command);
    return [
      { what: "memory grown", ours: ours.grown_mb, bare: bare.grown_mb, unit: "MB", mark: { at_most: 100 } },
      { what: "health, p50", ours: ours.health.p50, bare: bare.health.p50, unit: "ms" },
      { what: "health, p99", ours: ours.health.p99, bare: bare.health.p99, unit: "ms", mark: { at_most: 100 } },
      { what: "health, slowest", ours: ours.health.max, bare: bare.health.max, unit: "ms" },
      { what: "from the start to the verdict", ours: ours.seconds, bare: bare.seconds, unit: "s" },
    ];
  },
};

async function swallowOurs(bench: Bench, command: string[], bytes: number): Promise<Swallowed> {
  const { client, pid } = await bench.server();
  await Bun.sleep(AT_REST_MS);
  let id = "";
  const swallowed = await whileAsked(bench, `${client.url}/health/readiness`, pid, async () => {
    const begin = wallMs();
    id = await client.start(command);
    await client.finished(id);
    return (wallMs() - begin) / 1000;
  });
  const { status, dropped_lines } = await client.execution(id);
  const lines = Math.ceil(bytes / (LINE.length + 1));
  const kept = (await client.lines(id)).length;
  if (status !== "succeeded" || kept + dropped_lines !== lines)
    throw new Error(`${id} is ${status} with ${kept} of ${lines} lines, ${dropped_lines} not kept`);
  return swallowed;
}

async function swallowBare(bench: Bench, command: string[]): Promise<Swallowed> {
  const job = bench.job<unknown, string, { seconds: number }>("bare-swallow.ts", { command });
  return whileAsked(bench, `${await job.ready}/`, job.pid, async () => (await job.result).seconds);
}

async function whileAsked(bench: Bench, url: string, pid: number, act: () => Promise<number>): Promise<Swallowed> {
  const done = join(bench.dir, `done-${crypto.randomUUID()}`);
  const growth = watchGrowth(pid);
  const probe = bench.job<Asking, never, Asked>("ask.ts", { url, per_second: 50, seconds: 900, until: done });
  const seconds = await act();
  const grown_mb = growth();
  closeSync(openSync(done, "w"));
  return { grown_mb, seconds, health: (await probe.result).latency };
}
