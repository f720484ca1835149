import type { Client } from "~/testing/client.ts";
import { crashOften, crashSometime, crashWhileSettling } from "./crash-moments.ts";
import { gapIn, highest, percentile } from "./figures.ts";
import { ended, Home } from "./home.ts";
import { pick } from "./random.ts";
import { rounds, type Script } from "./script.ts";

const LINES = 400;
const READY_MS = 2_000;
const ENDED_MS = 30_000;

/** After how many lines it rests, and how long: the first runs flat out. */
const PACES = [
  { every: LINES + 1, rest_s: 0 },
  { every: 40, rest_s: 0.03 },
  { every: 10, rest_s: 0.01 },
  { every: 100, rest_s: 0.2 },
];

export const crash: Script = {
  name: "crash",
  what: "4 runs of 400 lines each while the server is killed -9 at random moments and started again",
  async run(options) {
    await using home = await Home.open(options.root);
    const { random } = options;
    const triggers = await Promise.all(PACES.map((pace) => home.client.trigger({ backend_config: counting(pace) })));
    const failures: string[] = [];
    let runs = 0;
    let kills = 0;
    const checked = new Set<string>();
    const played = await rounds(options, { short: 4, usual: 50, long: 200 }, async (round) => {
      const crashing = pick(random, [crashSometime, crashSometime, crashOften, crashWhileSettling]);
      const submitted = triggers.map(({ id }) => submit(home.client, id));
      const { moment, count } = await crashing(home, random);
      const accepted = (await Promise.all(submitted)).flatMap((id) => id ?? []);
      await home.start();
      const ids = await newExecutions(home.client, checked);
      const lost = accepted.filter((id) => !ids.includes(id));
      const told = await Promise.all(ids.map((id) => faultOf(home.client, id)));
      const faults = [...lost.map((id) => `${id} was accepted and is gone`), ...told.flatMap((fault) => fault ?? [])];
      failures.push(...faults.map((fault) => `round ${round}, ${moment}: ${fault}`));
      for (const id of ids) checked.add(id);
      runs += ids.length;
      kills += count;
    });
    const late = home.starts_ms.filter((ms) => ms > READY_MS);
    if (late.length > 0) failures.push(`${late.length} starts took longer than ${READY_MS} ms`);
    const starts = `ready p50 ${percentile(home.starts_ms, 0.5).toFixed(0)}, max ${highest(home.starts_ms).toFixed(0)} ms`;
    const figure = `${runs} runs over ${kills} kills, ${runs * LINES} lines; ${starts} (2,000)`;
    return { rounds: played, failures, figure };
  },
};

function counting({ every, rest_s }: (typeof PACES)[number]) {
  const body = `i=$((i+1)); echo $i; [ $((i % ${every})) -ne 0 ] || sleep ${rest_s}`;
  return { command: ["sh", "-c", `i=0; while [ $i -lt ${LINES} ]; do ${body}; done`] };
}

/** Undefined when the server went before it answered: then it need not exist. */
async function submit(client: Client, trigger_id: string): Promise<string | undefined> {
  const path = `/admin/triggers/${trigger_id}/run`;
  const body = JSON.stringify({ message: "" });
  const headers = { "Content-Type": "application/json" };
  const answer = await client.fetch(path, { method: "POST", body, headers }).catch(() => undefined);
  if (answer && answer.status !== 202) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer?.json().catch(() => undefined))?.execution_id;
}

async function newExecutions(client: Client, checked: ReadonlySet<string>): Promise<string[]> {
  const { executions } = await client.call("GET", "/admin/executions?limit=20");
  return executions.map(({ id }: { id: string }) => id).filter((id: string) => !checked.has(id));
}

async function faultOf(client: Client, id: string): Promise<string | undefined> {
  const { status, reason, detail, attempts } = await ended(client, id, ENDED_MS);
  const lines = await client.lines(id);
  if (status !== "succeeded") return `${id} is ${status}, ${reason} (${detail}), attempts ${JSON.stringify(attempts)}`;
  const gap = gapIn(lines.map(Number), LINES);
  return gap && `${id}: ${gap}, attempts ${JSON.stringify(attempts)}`;
}
