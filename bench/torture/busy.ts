import { join } from "node:path";
import type { Client } from "~/testing/client.ts";
import { lockDatabase } from "~/testing/lock-database.ts";
import { ended, Home } from "./home.ts";
import { type Answered, faultsOf, SECRET, send } from "./kept.ts";
import type { Random } from "./random.ts";
import { rounds, type Script } from "./script.ts";
import { decided, endedRun, faultsOfRun, marksOf, publish } from "./workflow-run.ts";

const RUNS = 6;
const DELIVERIES = 30;
const SPREAD_MS = 4_000;
const LONGEST_MS = 1_500;
const ENDED_MS = 60_000;
const AGAIN_MS = 20;
/** It grows, so that its memory is written down as well, and its end falls into a lock now and then. */
const COMMAND = ["sh", "-c", "for i in 1 2 3 4; do echo $i; x=$x$(seq 1 100000); sleep 0.2; done; echo 5; exit 3"];
const MINUTES = { name: "minutes", scope: "global", window: "day", unit: "minutes", hard_limit: 100_000 };

export const busy: Script = {
  name: "busy",
  what: "another program holds the database locked now and then while deliveries, runs and workflows go on",
  async run(options) {
    await using home = await Home.open(options.root);
    let { client } = home;
    const workflow = await publish(client);
    await client.call("POST", "/admin/budgets", MINUTES, 201);
    const { id: runner } = await client.trigger({ backend_config: { command: COMMAND } });
    await client.trigger({ source: { kind: "webhook", secret: SECRET }, backend_config: { command: ["true"] } });
    const failures: string[] = [];
    const answered: Answered[] = [];
    let [locks, number] = [0, 0];
    const played = await rounds(options, { short: 2, usual: 50 }, async (round) => {
      const over = new AbortController();
      const locking = lockNowAndThen(join(home.dir, "agented.db"), options.random, over.signal);
      const later = async <T>(act: () => Promise<T>) => {
        await Bun.sleep(options.random() * SPREAD_MS);
        return act();
      };
      const deliver = async () => void answered.push(await send(client.url, ++number));
      const sent = Array.from({ length: DELIVERIES }, () => later(deliver));
      const told = await Promise.all([
        playWorkflow(client, home.dir, workflow),
        ...Array.from({ length: RUNS }, () => later(() => playRun(client, runner))),
      ]);
      await Promise.all(sent);
      over.abort();
      locks += await locking;
      const fatal = home.printed().match(/^.*"level":"fatal".*$/gm) ?? [];
      client = await startLocked(home, options.random);
      failures.push(...[...told.flat(), ...fatal].map((fault) => `round ${round}: ${fault}`));
    });
    const odd = answered.filter(({ status }) => status !== 202 && status !== 503);
    if (odd.length > 0) failures.push(`answered ${[...new Set(odd.map(({ status }) => status))]}`);
    failures.push(...faultsOf(home.dir, answered));
    const refused = answered.filter(({ status }) => status === 503).length;
    const figure = `${locks} locks of at most ${LONGEST_MS} ms; ${answered.length - refused} deliveries taken and kept, ${refused} answered 503; ${played * RUNS} runs and ${played} workflows whole`;
    return { rounds: played, failures, figure };
  },
};

/** Answers how many locks there were. */
async function lockNowAndThen(path: string, random: Random, over: AbortSignal): Promise<number> {
  let locks = 0;
  for (; !over.aborted; locks++) {
    await Bun.sleep(random() * LONGEST_MS);
    const unlock = await lock(path);
    await Bun.sleep(random() * LONGEST_MS);
    unlock();
  }
  return locks;
}

/** A start waits for whoever holds it. */
async function startLocked(home: Home, random: Random): Promise<Client> {
  if (random() < 0.5) await home.crash();
  else await home.stop();
  const unlock = await lock(join(home.dir, "agented.db"));
  const starting = home.start();
  await Promise.race([starting.catch(() => {}), Bun.sleep(random() * 2 * LONGEST_MS)]);
  unlock();
  return starting;
}

/** As soon as the server lets it. */
async function lock(path: string): Promise<() => void> {
  for (;;) {
    try {
      return lockDatabase(path);
    } catch {
      await Bun.sleep(1);
    }
  }
}

async function playRun(client: Client, runner: string): Promise<string[]> {
  const { execution_id } = await insist(client, `/admin/triggers/${runner}/run`, { message: "" });
  const { status, reason, detail, exit_code } = await ended(client, execution_id, ENDED_MS);
  const lines = (await client.lines(execution_id)).join(" ");
  const whole = status === "failed" && reason === "exit_nonzero" && exit_code === 3 && lines === "1 2 3 4 5";
  return whole ? [] : [`${execution_id} is ${status}, ${reason}: ${detail}, and said ${lines}`];
}

async function playWorkflow(client: Client, dir: string, workflow: string): Promise<string[]> {
  const { run_id } = await insist(client, `/admin/workflows/${workflow}/runs`, {});
  const over = new AbortController();
  const deciding = decided(client, run_id, over.signal);
  const run = await endedRun(client, run_id);
  over.abort();
  await deciding;
  return run ? faultsOfRun(run, marksOf(dir, run_id)) : [`${run_id} has not ended`];
}

/** As one who waits when he is told to; whatever else he is told is a fault. */
// biome-ignore lint/suspicious/noExplicitAny: as Client.call
async function insist(client: Client, path: string, body: unknown): Promise<any> {
  const init = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  for (;;) {
    const answer = await client.fetch(path, init);
    if (answer.status === 202) return answer.json();
    if (answer.status !== 503) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    await Bun.sleep(AGAIN_MS);
  }
}
