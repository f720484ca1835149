import { mkdtempSync, rmSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { highest } from "./figures.ts";
import { Home } from "./home.ts";
import { type Launched, launch } from "./launch.ts";
import { queuedMs } from "./procs.ts";
import { type Options, rounds, type Script } from "./script.ts";

const LOCKED = 75;
const MOST_MS = 2_000;
const PATIENCE_MS = 20_000;

export const lock: Script = {
  name: "lock",
  what: "a second server on the same data, and two started at once",
  async run(options) {
    const failures: string[] = [];
    const { played, slowest } = await startTwice(options, failures);
    const races = await rounds(options, { short: 2, usual: 20, long: 100 }, async (round) => {
      const fault = await race(options.root);
      if (fault) failures.push(`race ${round}: ${fault}`);
    });
    const figure = `slowest refusal ${slowest.toFixed(0)} ms (2,000); ${races} races, each left one`;
    return { rounds: played + races, failures, figure };
  },
};

async function startTwice(options: Options, failures: string[]) {
  await using home = await Home.open(options.root);
  const running = await home.client.start(["sleep", "600"]);
  const took: number[] = [];
  const played = await rounds(options, { short: 3, usual: 100 }, async (round) => {
    const began = performance.now();
    const { code, printed, queued_ms } = await exitOf(launch(home.dir));
    took.push(performance.now() - began - queued_ms);
    if (code !== LOCKED) failures.push(`start ${round} exits ${code}: ${printed}`);
    if (!printed.includes(`pid ${home.pid} on ${hostname()}`)) failures.push(`start ${round} says ${printed}`);
    const { status } = await home.client.call("GET", "/health/liveness");
    if (status !== "ok") failures.push(`start ${round}: the first is ${status}`);
  });
  // Three tell nothing of a machine that others use too: the short form tells it, and judges nothing by it.
  if (!options.short && highest(took) > MOST_MS) failures.push(`a refusal took ${highest(took).toFixed(0)} ms`);
  const { status, attempts } = await home.client.execution(running);
  if (status !== "running" || attempts.length !== 1) failures.push(`the first's run is ${status} after it`);
  return { played, slowest: highest(took) };
}

/** The exit code; a server that does not end counts as one that was let in. */
async function exitOf(server: Launched): Promise<{ code: number | undefined; printed: string; queued_ms: number }> {
  let queued_ms = 0;
  const watch = setInterval(() => {
    queued_ms = Math.max(queued_ms, queuedMs(server.pid));
  }, 5);
  const code = await Promise.race([server.exited, Bun.sleep(PATIENCE_MS).then(() => undefined)]);
  clearInterval(watch);
  server.signal("SIGKILL");
  await server.ready.catch(() => {});
  return { code, printed: server.printed().trim(), queued_ms };
}

/** Undefined when exactly one of two was let in and the other said why it was not. */
async function race(root: string): Promise<string | undefined> {
  const dir = mkdtempSync(join(root, "race-"));
  const servers = [launch(dir), launch(dir)];
  const ready = (server: Launched) => server.ready.then(() => "ready").catch(() => "ended");
  const ends = await Promise.all(servers.map(ready));
  const codes = await Promise.all(servers.map((server, at) => (ends[at] === "ended" ? server.exited : undefined)));
  for (const server of servers) server.signal("SIGKILL");
  await Promise.all(servers.map(({ exited }) => exited));
  rmSync(dir, { recursive: true, force: true });
  const right = ends.filter((end) => end === "ready").length === 1 && codes.includes(LOCKED);
  return right ? undefined : `${ends} with ${codes}: ${servers.map(({ printed }) => printed()).join(" / ")}`;
}
