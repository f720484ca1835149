import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CLIS } from "./clis/index.ts";
import { startLingering, survivors } from "./lingering.ts";
import { openRig, type Rig } from "./rig.ts";

test("a run lost with the server goes on in its session, in a second attempt", async () => {
  await using rig = await openRig();
  const runs = await startLingering(rig, { retry_on_interrupt: true });
  await rig.server.kill("SIGKILL");
  for (const { id } of runs) process.kill(-leaderOf(rig, id), "SIGKILL");
  rig.stub.requests.length = 0;
  rig.server = await rig.boot();

  const told = runs.map(async ({ cli, id, token }) => {
    const { status, result, attempts } = await rig.server.client.finished(id);
    const [first, second] = attempts;
    const again = rig.stub.requests.filter(({ prompt }) => prompt?.startsWith("You were interrupted."));
    return [
      cli.id,
      {
        ...{ status, result, attempts: attempts.map(({ reason }: { reason: string | null }) => reason) },
        same_session: typeof first.session_id === "string" && first.session_id === second?.session_id,
        history: again.some(({ body }) => body?.includes(token)),
        survivors: survivors(token, id),
      },
    ];
  });
  const resumed = {
    ...{ status: "succeeded", result: "Hello from the stub model. All is well.", attempts: ["lost", null] },
    ...{ same_session: true, history: true, survivors: [] },
  };
  expect(Object.fromEntries(await Promise.all(told))).toEqual(Object.fromEntries(CLIS.map(({ id }) => [id, resumed])));
});

/** The leader of a first attempt, which leads its group too. */
function leaderOf({ server }: Rig, id: string): number {
  const [, leader] = readFileSync(join(server.data_dir, "executions", id, "1.pid"), "utf8").split("\n");
  return Number.parseInt(leader ?? "", 10);
}
