import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { brokenRun, counting, startRuns } from "./counting.ts";
import { highest } from "./figures.ts";
import { Home } from "./home.ts";
import { leftovers } from "./procs.ts";
import { type Options, rounds, type Script } from "./script.ts";
import { missingDeliveries, Steady } from "./steady.ts";
import { Supervisor } from "./supervisor.ts";

const SECRET = "a-secret-of-the-torture";
const RUNS = 3;
const STREAMS = 50;
const PER_SECOND = 20;
const READY_MS = 5_000;
const STOPPED_MS = 15_000;
const ENDED_MS = 60_000;
/** More than a restart takes. */
const LINES = 250;
const EVERY_S = 0.02;
/** For a minute and more, whatever it is told. */
const STUBBORN = counting(5_000, EVERY_S, true);

export const restart: Script = {
  name: "restart",
  what: "kill -9 and SIGTERM by a stand-in for systemd that reads deploy/agented.service, while work goes on",
  async run(options) {
    const failures: string[] = [];
    const kills = await killOften(options, failures);
    const detached = await stopInWork(options, "detach", failures);
    const stopped = await stopInWork(options, "stop", failures);
    const ready = `ready again max ${highest(kills).toFixed(0)} ms (${READY_MS})`;
    const ms = `detach ${detached.ms.toFixed(0)} ms, stop ${stopped.ms.toFixed(0)} ms (${STOPPED_MS})`;
    const figure = `${kills.length} kills: ${ready}; SIGTERM: ${ms}, ${detached.accepted + stopped.accepted} × 202 kept`;
    return { rounds: kills.length + 2, failures, figure };
  },
};

async function killOften(options: Options, failures: string[]): Promise<number[]> {
  await using home = await Home.open(options.root, { env: { SHUTDOWN_MODE: "detach" } });
  const supervisor = new Supervisor(home);
  const took: number[] = [];
  await rounds(options, { short: 1, usual: 5 }, async (round) => {
    const ids = await startRuns(home.client, RUNS, counting(LINES, EVERY_S));
    await Bun.sleep(options.random() * 500);
    const ms = await supervisor.crash();
    took.push(ms);
    if (ms > READY_MS) failures.push(`kill ${round}: ready again after ${ms.toFixed(0)} ms`);
    const broken = await Promise.all(ids.map((id) => brokenRun(home.client, id, LINES, ENDED_MS)));
    failures.push(...broken.flatMap((fault) => (fault ? `kill ${round}: ${fault}` : [])));
  });
  return took;
}

/** Runs that would not end of themselves in time, streams on them, deliveries: then SIGTERM. */
async function stopInWork(options: Options, mode: "detach" | "stop", failures: string[]) {
  await using home = await Home.open(options.root, {
    env: { SHUTDOWN_MODE: mode, MAX_CONCURRENT_EXECUTIONS: `${RUNS}` },
  });
  const blame = (fault: string) => failures.push(`SIGTERM, ${mode}: ${fault}`);
  const idle = { backend_config: { command: ["true"] } };
  await home.client.trigger({ source: { kind: "webhook", secret: SECRET }, ...idle });
  const ids = await startRuns(home.client, RUNS, mode === "detach" ? counting(LINES, EVERY_S) : STUBBORN);
  const streams = Array.from({ length: STREAMS }, (_, at) => readToEnd(home, ids[at % RUNS] ?? ""));
  const load = new Steady(home.client.url, SECRET, PER_SECOND);
  await Bun.sleep(1_000);
  if (load.refused.length > 0) blame(`before it ${load.refused.length} deliveries were refused: ${load.refused[0]}`);
  const { code, ms } = await new Supervisor(home).stop();
  await load.end();
  await Promise.all(streams);
  if (code !== 0) blame(`exit code ${code}`);
  if (ms > STOPPED_MS) blame(`it took ${ms.toFixed(0)} ms`);
  if (load.accepted.length === 0) blame("no delivery was accepted");
  const lost = missingDeliveries(home.dir, load.accepted);
  if (lost.length > 0) blame(`${lost.length} deliveries were answered 202 and are gone`);
  const wal = join(home.dir, "agented.db-wal");
  if (existsSync(wal) && statSync(wal).size > 0) blame("the write-ahead log is not merged");
  if (mode === "stop") for (const pid of leftovers(home.dir)) blame(`process ${pid} is left`);
  await home.start();
  for (const id of ids) {
    const fault = mode === "detach" ? await brokenRun(home.client, id, LINES, ENDED_MS) : await runsOn(home, id);
    if (fault) blame(fault);
  }
  return { ms, accepted: load.accepted.length };
}

/** Resolves when the server ends the stream; one that is broken off ends too. */
async function readToEnd({ client }: Home, id: string): Promise<void> {
  const answer = await client.fetch(`/admin/executions/${id}/stream`);
  await answer.text().catch(() => {});
}

async function runsOn({ client }: Home, id: string): Promise<string | undefined> {
  const { status, reason } = await client.execution(id);
  return status === "interrupted" && reason === "shutdown" ? undefined : `${id} is ${status}, ${reason}`;
}
