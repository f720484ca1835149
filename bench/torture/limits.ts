import { Database } from "bun:sqlite";
import { join } from "node:path";
import type { Client } from "~/testing/client.ts";
import { until } from "~/testing/until.ts";
import { ended, Home } from "./home.ts";
import { leftovers } from "./procs.ts";
import type { Random } from "./random.ts";
import { rounds, type Script } from "./script.ts";

const EACH = 2;
const RUNS = 24;
const LIMITED = 4;
/** A crash no later than this after the one before it, and so many a round at most. */
const CRASH_MS = 1_500;
const CRASHES = 8;
const ENDED_MS = 60_000;
const GONE_MS = 3_000;

const CHAIN = {
  ...{ entries: [{ backend: "claude" }], on_usage_limit: "next_account", rotate_accounts: true },
  on_error: { kind: "retry", retries: 3, backoff_ms: 500 },
};

export const limits: Script = {
  name: "limits",
  what: `${RUNS} runs on 2 accounts that meet limits of 3 s, the server killed -9 while they are held and handed over`,
  async run(options) {
    await using home = await Home.open(options.root);
    const accounts = await layAccounts(home.client);
    const trigger = await home.client.trigger({ backend: undefined, chain: CHAIN });
    const seen: Cooldowns = new Map();
    const failures: string[] = [];
    let kills = 0;
    const played = await rounds(options, { short: 1, usual: 6, long: 30 }, async (round) => {
      const ids: string[] = [];
      for (let n = 0; n < RUNS; n++) ids.push(await submit(home.client, trigger.id, n < LIMITED));
      kills += await crashMeanwhile(home, options.random, seen);
      const finished = Promise.all(ids.map((id) => ended(home.client, id, ENDED_MS)));
      for (let done = false; !done; ) {
        done = await Promise.race([finished.then(() => true), Bun.sleep(100).then(() => false)]);
        note(home, seen);
      }
      const wrong = (await finished).filter(({ status }) => status !== "succeeded");
      for (const { id, status, reason, detail } of wrong)
        failures.push(`round ${round}: ${id} is ${status}, ${reason} (${detail})`);
    });
    failures.push(...faultsOf(home, accounts, seen), ...(await survivorsOf(home)));
    const { attempts, handed } = countsOf(home);
    const cooldowns = [...seen.values()].reduce((sum, of) => sum + of.size, 0);
    if (cooldowns < 2) failures.push(`only ${cooldowns} cooldowns were seen`);
    const figure = `${played * RUNS} runs, ${attempts} attempts, ${handed} begun again, ${cooldowns} cooldowns, ${kills} kills`;
    return { rounds: played, failures, figure };
  },
};

/** Two accounts beside the default one, which is out of it, and a budget that sets something aside for every attempt. */
async function layAccounts(client: Client): Promise<string[]> {
  const { accounts } = await client.call("GET", "/admin/accounts?backend=claude");
  for (const { id } of accounts) await client.call("PATCH", `/admin/accounts/${id}`, { enabled: false }, 200);
  const budget = { name: "all", scope: "global", window: "day", unit: "usd", hard_limit: 10_000 };
  await client.call("POST", "/admin/budgets", budget, 201);
  const ids: string[] = [];
  for (const [position, name] of ["one", "two"].entries()) {
    const given = { backend: "claude", name, config_dir: "own", position, max_concurrent: EACH };
    ids.push((await client.call("POST", "/admin/accounts", given, 201)).id);
  }
  return ids;
}

/** A limited one says something first, so that the next account has a conversation to go on with. */
async function submit(client: Client, trigger: string, limited: boolean): Promise<string> {
  const message = limited ? "emit 3 lines every 50 ms; limit 3 s" : "emit 4 lines every 50 ms";
  return (await client.call("POST", `/admin/triggers/${trigger}/run`, { message })).execution_id;
}

async function crashMeanwhile(home: Home, random: Random, seen: Cooldowns): Promise<number> {
  for (let kill = 1; kill <= CRASHES; kill++) {
    await Bun.sleep(random() * CRASH_MS);
    note(home, seen);
    await home.crash();
    note(home, seen);
    await home.start();
  }
  return CRASHES;
}

/** By account when it was met, and until when nothing may start there: read often, for a success forgets it afterwards. */
type Cooldowns = Map<string, Map<string, string>>;

function note(home: Home, seen: Cooldowns): void {
  const rows = read<{ account_id: string; since: string; until: string }>(home, "SELECT * FROM cooldowns");
  for (const { account_id, since, until } of rows) {
    const of = seen.get(account_id) ?? new Map<string, string>();
    seen.set(account_id, of.set(since, until));
  }
}

interface AttemptRow {
  id: string;
  account_id: string;
  started_at: string;
  ended_at: string | null;
}

function faultsOf(home: Home, accounts: string[], seen: Cooldowns): string[] {
  const attempts = read<AttemptRow>(home, "SELECT id, account_id, started_at, ended_at FROM attempts");
  const open = attempts.filter(({ ended_at }) => ended_at === null);
  const early = attempts.filter(({ account_id, started_at }) =>
    [...(seen.get(account_id) ?? [])].some(([since, until]) => since < started_at && started_at < until),
  );
  const strangers = attempts.filter(({ account_id }) => !accounts.includes(account_id));
  const crowded = attempts.filter((one) => {
    const beside = attempts.filter(
      (other) =>
        other.account_id === one.account_id &&
        other.started_at <= one.started_at &&
        (other.ended_at ?? "9") > one.started_at,
    );
    return beside.length > EACH;
  });
  const unpaid = read<{ id: string }>(
    home,
    `SELECT attempts.id FROM attempts FULL JOIN usage ON usage.attempt_id = attempts.id
     WHERE usage.ended_at IS NULL OR attempts.id IS NULL`,
  );
  const reserved = read(home, "SELECT * FROM reservations");
  const say = (rows: unknown[], what: string) =>
    rows.length === 0 ? [] : [`${rows.length} ${what}: ${JSON.stringify(rows)}`];
  return [
    ...say(open, "attempts have not ended"),
    ...say(early, "attempts began on an account that cooled down"),
    ...say(strangers, "attempts ran on another account"),
    ...say(crowded, `attempts began with ${EACH} beside them`),
    ...say(unpaid, "attempts and usage rows without the other"),
    ...say(reserved, "reservations are left"),
  ];
}

/** The recorders of the last run may take a moment to go. */
async function survivorsOf(home: Home): Promise<string[]> {
  const left = () => leftovers(home.dir).filter((pid) => pid !== home.pid);
  await until("the last process to go", () => left().length === 0, GONE_MS).catch(() => {});
  return left().map((pid) => `process ${pid} is left`);
}

function countsOf(home: Home): { attempts: number; handed: number } {
  const [counts] = read<{ attempts: number; handed: number }>(
    home,
    "SELECT count(*) AS attempts, sum(number > 1) AS handed FROM attempts",
  );
  return counts ?? { attempts: 0, handed: 0 };
}

function read<Row>(home: Home, query: string): Row[] {
  using db = new Database(join(home.dir, "agented.db"), { readonly: true });
  db.run("PRAGMA busy_timeout = 2000");
  return db.query<Row, []>(query).all();
}
