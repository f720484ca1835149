import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { ended, Home } from "./home.ts";
import { openFiles, processes, rssMb } from "./procs.ts";
import type { Script } from "./script.ts";

const AT_ONCE = 10;
const MOST_FDS = 5;
const MOST_MB = 50;
const QUIET_MS = 1_500;

export const leaks: Script = {
  name: "leaks",
  what: "many short runs: what the server holds afterwards",
  async run({ root, short, long }) {
    await using home = await Home.open(root);
    const { id } = await home.client.trigger({ backend_config: { command: ["true"] } });
    const count = short ? 25 : long ? 5_000 : 500;
    const failures = await runMany(home, id, AT_ONCE * 2);
    const before = await holdings(home);
    failures.push(...(await runMany(home, id, count)));
    const after = await holdings(home);
    const fds = after.fds - before.fds;
    const mb = after.mb - before.mb;
    if (before.fds === 0) failures.push("the server's descriptors cannot be read: run it as root");
    if (fds > MOST_FDS) failures.push(`${fds} descriptors more`);
    if (mb > MOST_MB) failures.push(`${mb.toFixed(0)} MB more`);
    if (after.zombies > 0) failures.push(`${after.zombies} zombies`);
    if (after.dirs > 0) failures.push(`${after.dirs} directories of executions`);
    const figure = `${fds} fds more (5), ${after.zombies} zombies (0), ${mb.toFixed(1)} MB more (50), ${after.dirs} directories (0)`;
    return { rounds: count, failures, figure };
  },
};

async function runMany(home: Home, trigger: string, count: number): Promise<string[]> {
  const failures: string[] = [];
  let left = count;
  const lane = async () => {
    while (left-- > 0) {
      const { execution_id } = await home.client.call("POST", `/admin/triggers/${trigger}/run`, {});
      const { status, reason } = await ended(home.client, execution_id, 30_000);
      if (status !== "succeeded") failures.push(`${execution_id} is ${status}, ${reason}`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return failures;
}

async function holdings({ pid, dir }: Home) {
  await Bun.sleep(QUIET_MS);
  const executions = join(dir, "executions");
  return {
    fds: openFiles(pid).length,
    mb: rssMb(pid),
    zombies: processes().filter(({ parent, zombie }) => parent === pid && zombie).length,
    dirs: existsSync(executions) ? readdirSync(executions).length : 0,
  };
}
