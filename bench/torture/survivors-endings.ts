import { ended, type Home } from "./home.ts";
import { queuedMs } from "./procs.ts";

/** A way to end what runs. */
export interface Ending {
  name: string;
  /** How it must be told afterwards. */
  status: string;
  reason: string;
  /** What the trigger says; a fake CLI takes its time to start. */
  timeout_secs?: { command: number; fake: number };
  /** Resolves when all have ended. Answers how long each took to stop. */
  end(home: Home, ids: readonly string[]): Promise<number[]>;
}

const PATIENCE_MS = 30_000;

export const endings: Ending[] = [
  { name: "cancel", status: "cancelled", reason: "user", end: cancelAll },
  {
    name: "timeout",
    status: "timed_out",
    reason: "timeout",
    timeout_secs: { command: 1, fake: 5 },
    async end(home, ids) {
      const told = await Promise.all(ids.map((id) => ended(home.client, id, PATIENCE_MS)));
      return told.map(({ duration_ms, timeout_ms }) => duration_ms - timeout_ms);
    },
  },
  {
    name: "shutdown",
    status: "interrupted",
    reason: "shutdown",
    async end(home) {
      const began = performance.now();
      await home.stop();
      const ms = performance.now() - began;
      await home.start();
      return [ms];
    },
  },
  {
    name: "kill -9, restart, cancel",
    status: "cancelled",
    reason: "user",
    async end(home, ids) {
      await home.crash();
      await home.start();
      return cancelAll(home, ids);
    },
  },
];

/** Without the time that the server waited for a processor: the ladder is a matter of seconds, not of load. */
async function cancelAll(home: Home, ids: readonly string[]): Promise<number[]> {
  return Promise.all(
    ids.map(async (id) => {
      const [began, queued] = [performance.now(), queuedMs(home.pid)];
      await home.client.call("POST", `/admin/executions/${id}/cancel`);
      await ended(home.client, id, PATIENCE_MS);
      return performance.now() - began - (queuedMs(home.pid) - queued);
    }),
  );
}
