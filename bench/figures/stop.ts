import { until } from "~/testing/until.ts";
import type { Bench } from "../shared/bench.ts";
import { wallMs } from "../shared/clock.ts";
import type { Figure } from "../shared/figure.ts";
import type { Swept } from "../shared/jobs/sweeps.ts";
import { processesWith } from "../shared/procfs.ts";
import type { Server } from "../shared/server.ts";

/** A shell, its child, and a daemon in a session of its own with a child too: all deaf, all with a text to be found by. */
const DEAF = `trap '' INT TERM HUP
setsid sh -c 'trap "" INT TERM HUP; while :; do sleep 1000; done; : '"$0" &
while :; do sleep 1000; done`;

export const stop: Figure = {
  name: "stop",
  title: "stop of a tree with a daemon that ignores TERM",
  async run(bench) {
    const server = await bench.server();
    const command = await stopCommand(server);
    const swept = await bench.job<unknown, never, Swept>("sweeps.ts", {
      strangers: 150,
      rounds: bench.pick(50, 10),
    }).result;
    return [
      { what: "processes of a command before the stop", ours: command.before, unit: "", mark: { at_least: 4 } },
      { what: "survivors of a command", ours: command.survivors, unit: "", mark: { exactly: 0 } },
      { what: "stop of a command", ours: command.seconds, unit: "s", mark: { at_most: 10.5 } },
      ...(bench.short ? [] : await rowsOfClaude(bench)),
      { what: "sweep among 150 others, p50", ours: swept.ours.p50, bare: swept.bare.p50, unit: "ms" },
      {
        what: "sweep among 150 others, p95",
        ours: swept.ours.p95,
        bare: swept.bare.p95,
        unit: "ms",
        mark: { at_most: 50 },
      },
    ];
  },
};

interface Stopped {
  before: number;
  survivors: number;
  seconds: number;
}

async function stopCommand(server: Server): Promise<Stopped> {
  const token = `bench-${crypto.randomUUID()}`;
  const id = await server.client.start(["sh", "-c", DEAF, token]);
  return stopRun(server, id, token);
}

/** The longest ladder: INT, TERM, KILL. */
async function rowsOfClaude(bench: Bench) {
  const server = await bench.server();
  const { client } = server;
  const { id: trigger } = await client.trigger({ backend: "claude" });
  const message = "ignore TERM; daemonise; hang";
  const { execution_id } = await client.call("POST", `/admin/triggers/${trigger}/run`, { message });
  const { before, survivors, seconds } = await stopRun(server, execution_id, execution_id);
  return [
    { what: "processes of a claude before the stop", ours: before, unit: "", mark: { at_least: 3 } },
    { what: "survivors of a claude", ours: survivors, unit: "", mark: { exactly: 0 } },
    { what: "stop of a claude", ours: seconds, unit: "s", mark: { at_most: 10.5 } },
  ] as const;
}

/** By the marker in the environment and by a text in the arguments. */
async function stopRun({ client }: Server, id: string, token: string): Promise<Stopped> {
  const living = () => new Set([...processesWith(token), ...processesWith(id)]).size;
  let before = 0;
  await until("the tree to grow", async () => {
    const now = living();
    const settled = now === before && now >= 3;
    before = now;
    await Bun.sleep(300);
    return settled;
  });
  const begin = wallMs();
  await client.call("POST", `/admin/executions/${id}/cancel`);
  await until("the end", async () => (await client.execution(id)).status === "cancelled", 30_000);
  return { before, survivors: living(), seconds: (wallMs() - begin) / 1000 };
}
