import { expect, test } from "bun:test";
import { CLIS, type CliId } from "./clis/index.ts";
import { type Lingering, startLingering, survivors } from "./lingering.ts";
import { openRig, type Rig } from "./rig.ts";

const STOP_MS = 10_500;

/** What each CLI must show after it was stopped: the verdict, in time, and nobody left. */
function all(status: string, reason: string) {
  const ended = { status, reason, late: false, survivors: [] };
  return Object.fromEntries(CLIS.map(({ id }) => [id, ended])) as Record<CliId, typeof ended>;
}

/** What each CLI showed, once its execution had ended. */
async function outcomes(rig: Rig, runs: Lingering[], isLate: (execution: { duration_ms: number }) => boolean) {
  const told = runs.map(async ({ cli, id, token }) => {
    const execution = await rig.server.client.finished(id);
    const { status, reason } = execution;
    return [cli.id, { status, reason, late: isLate(execution), survivors: survivors(token, id) }];
  });
  return Object.fromEntries(await Promise.all(told));
}

async function cancelAll(rig: Rig, runs: Lingering[]) {
  const asked = performance.now();
  for (const { id } of runs) await rig.server.client.call("POST", `/admin/executions/${id}/cancel`);
  return outcomes(rig, runs, () => performance.now() - asked > STOP_MS);
}

test("cancel in mid-tool leaves nobody", async () => {
  await using rig = await openRig();
  expect(await cancelAll(rig, await startLingering(rig))).toEqual(all("cancelled", "user"));
});

test("kill -9 of the server, the next boot, and cancel leave nobody", async () => {
  await using rig = await openRig();
  const runs = await startLingering(rig);
  await rig.server.kill("SIGKILL");
  rig.server = await rig.boot();
  for (const { id } of runs) expect(await rig.server.client.execution(id)).toMatchObject({ status: "running" });
  expect(await cancelAll(rig, runs)).toEqual(all("cancelled", "user"));
});

test("SIGTERM of the server with SHUTDOWN_MODE=stop leaves nobody", async () => {
  await using rig = await openRig({ SHUTDOWN_MODE: "stop" });
  const runs = await startLingering(rig);
  const asked = performance.now();
  expect(await rig.server.kill("SIGTERM")).toBe(0);
  const late = performance.now() - asked > STOP_MS;
  expect(runs.flatMap(({ token, id }) => survivors(token, id))).toEqual([]);
  rig.server = await rig.boot();
  expect(await outcomes(rig, runs, () => late)).toEqual(all("interrupted", "shutdown"));
});

test("a timeout in mid-tool leaves nobody", async () => {
  await using rig = await openRig();
  const timeout_secs = 25;
  const runs = await startLingering(rig, { timeout_secs });
  const isLate = ({ duration_ms }: { duration_ms: number }) => duration_ms > timeout_secs * 1_000 + STOP_MS;
  expect(await outcomes(rig, runs, isLate)).toEqual(all("timed_out", "timeout"));
});
