import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { spawnServer } from "~/testing/server.ts";
import { until } from "~/testing/until.ts";

const TICK_MS = 10;

/** Processor time of a process until now; undefined once it is gone. */
function cpuMs(pid: number): number | undefined {
  try {
    const [, after = ""] = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ");
    const [user, system] = after.split(" ").slice(11, 13).map(Number);
    return ((user ?? 0) + (system ?? 0)) * TICK_MS;
  } catch {
    return undefined;
  }
}

test.skipIf(process.platform !== "linux")("a server that waits for its last run to end does nothing else", async () => {
  await using server = await spawnServer({ SHUTDOWN_MODE: "stop" });
  const { client, pid } = server;
  const id = await client.start(["sh", "-c", "trap '' TERM; echo up; while :; do sleep 1; done"]);
  await until("its line", async () => (await client.lines(id)).length > 0);
  const before = cpuMs(pid) ?? 0;
  const began = performance.now();
  const gone = server.kill("SIGTERM");
  let used = 0;
  await until("its end", () => {
    const now = cpuMs(pid);
    used = now === undefined ? used : now - before;
    return now === undefined;
  });
  expect(await gone).toBe(0);
  expect(used).toBeLessThan((performance.now() - began) / 4);
});
