import { join } from "node:path";
import { Cron } from "croner";
import { fired, openStage, scheduled } from "~/schedules/testing.ts";
import type { Client } from "~/testing/client.ts";
import { percentile } from "./figures.ts";
import { Home } from "./home.ts";
import { type Options, rounds, type Script } from "./script.ts";

const DAY_MS = 24 * 3_600_000;
const LATE_MS = 1_000;

const ZONES = ["America/New_York", "Australia/Lord_Howe", "Antarctica/Troll", "Pacific/Apia"];
const PATTERNS = ["30 2 * * *", "45 1 * * *", "0 * * * *", "*/30 1-3 * * *", "0 2,14 * * SUN", "59 23 L * *"];

export const schedules: Script = {
  name: "schedules",
  what: "a year of schedules in four zones, with restarts; one of every second, killed",
  async run(options) {
    const failures: string[] = [];
    let fires = 0;
    const years = await rounds(options, { short: 1, usual: ZONES.length }, async (round) => {
      fires += await liveThrough(options, ZONES[round - 1] ?? "UTC", failures);
    });
    const { kills, seconds, late } = await killOften(options, failures);
    const p99 = percentile(late, 0.99);
    const figure = `${fires} fires as croner lists them; ${kills} kills, ${seconds} seconds each fired once, lag p99 ${p99.toFixed(0)} ms (1,000)`;
    return { rounds: years + kills, failures, figure };
  },
};

/** A year in pieces, each on a server started anew; or the nights in which New York sets its clocks. */
async function liveThrough({ short, root }: Options, timezone: string, failures: string[]): Promise<number> {
  const env = { AGENTED_DATA_DIR: join(root, timezone.replace("/", "-")) };
  const year = timezone === "Pacific/Apia" ? 2011 : 2026;
  const piece = (short ? 0.5 : 28) * DAY_MS;
  const starts = short
    ? [Date.UTC(year, 2, 8), Date.UTC(year, 10, 1)]
    : Array.from({ length: 14 }, (_, i) => Date.UTC(year, 0, 1) + i * piece);
  const ids = new Map<string, string>();
  let count = 0;
  for (const start of starts) {
    const stage = await openStage(new Date(start).toISOString(), env);
    for (const cron of PATTERNS) ids.set(cron, ids.get(cron) ?? (await scheduled(stage, { cron, timezone })));
    stage.clock.advance(piece);
    for (const [cron, id] of ids) {
      const found = fired(stage, id).filter((at) => Date.parse(`${at}Z`) > start);
      const listed = listOf(cron, timezone, start, start + piece);
      if (found.join() !== listed.join())
        failures.push(`${cron} in ${timezone} from ${new Date(start).toISOString()}: ${found} instead of ${listed}`);
      count += found.length;
    }
    await stage.close();
  }
  return count;
}

function listOf(cron: string, timezone: string, from: number, to: number): string[] {
  const found: string[] = [];
  const job = new Cron(cron, { timezone, mode: "5-or-6-parts" });
  for (let at = job.nextRun(new Date(from)); at && at.getTime() <= to; at = job.nextRun(at))
    found.push(at.toISOString().slice(0, 19));
  return found;
}

/** A schedule of every second on a server that is killed at random moments: each second fires once. */
async function killOften(options: Options, failures: string[]) {
  await using home = await Home.open(options.root, { env: { MAX_CONCURRENT_EXECUTIONS: "2" } });
  const backend = { backend: "command", backend_config: { command: ["true"] }, prompt_template: "{message}" };
  const { id } = await home.client.trigger({ ...backend, source: { kind: "schedule", cron: "* * * * * *" } });
  const kills = await rounds(options, { short: 1, usual: 40 }, async () => {
    await Bun.sleep(200 + options.random() * 2_500);
    await home.crash();
    await home.start();
  });
  await Bun.sleep(10_000);
  const fires: Fire[] = (await all(home.client, `/admin/triggers/${id}/fires`, "fires")).reverse();
  const executions = await all(home.client, `/admin/executions?trigger_id=${id}`, "executions");
  for (const [i, { nominal_at, outcome }] of fires.entries()) {
    if (outcome !== "fired") failures.push(`${nominal_at} is ${outcome}`);
    const before = fires[i - 1];
    if (before && Date.parse(nominal_at) - Date.parse(before.nominal_at) !== 1_000)
      failures.push(`${nominal_at} follows ${before.nominal_at}`);
  }
  const started = new Set(fires.map(({ execution_id }) => execution_id));
  const strange = executions.filter((execution) => !started.has(execution.id) && execution.created_at <= lastOf(fires));
  for (const { id } of strange) failures.push(`${id} is of no fire`);
  // What no server was there for is late by right.
  const late = fires.slice(-8).map(({ late_ms }) => late_ms);
  if (percentile(late, 0.99) > LATE_MS) failures.push(`undisturbed, fires are late by ${late} ms`);
  return { kills, seconds: fires.length, late };
}

interface Fire {
  nominal_at: string;
  fired_at: string;
  outcome: string;
  execution_id: string;
  late_ms: number;
}

function lastOf(fires: Fire[]): string {
  return fires.at(-1)?.fired_at ?? "";
}

async function all(client: Client, path: string, name: string) {
  const found = [];
  let cursor: string | null = "";
  while (cursor !== null) {
    const mark = path.includes("?") ? "&" : "?";
    const page = await client.call("GET", `${path}${mark}limit=200${cursor && `&cursor=${cursor}`}`);
    found.push(...page[name]);
    cursor = page.next_cursor;
  }
  return found;
}
