import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Client } from "~/testing/client.ts";
import { type Answered, faultsOf, send, WATCHER } from "./kept.ts";
import { KEY, type Launched, launch } from "./launch.ts";
import { type Options, rounds, type Script } from "./script.ts";

/** Four at once may share one fsync: so many make two hundred of them. */
const SENT = { short: 80, usual: 1_200 };
const AT_ONCE = 4;
const END_MS = 30_000;
/** As `main.ts` ends when the disk would not confirm what was written. */
const DISTRUSTED = 74;

type Kind = "write" | "fsync";
const CALLS: Record<Kind, string> = { write: "pwrite64", fsync: "fsync,fdatasync" };

export const ioFaults: Script = {
  name: "io-faults",
  what: "the Nth write to the database, or the Nth fsync of it, fails while deliveries come in",
  async run(options) {
    const failures: string[] = [];
    if (!Bun.which("strace")) return { rounds: 0, failures: ["strace is not installed"], figure: "" };
    const seen = { fired: 0, refused: 0, ended: 0 };
    const played = await rounds(options, { short: SHORT.length, usual: 400 }, async (round) => {
      const kind: Kind = round % 2 === 0 ? "write" : "fsync";
      const n = options.short ? (SHORT[round - 1] ?? round) : Math.ceil(round / 2);
      const { faults, ...met } = await meet(options, kind, n);
      failures.push(...faults.map((fault) => `${kind} ${n}: ${fault}`));
      for (const name of ["fired", "refused", "ended"] as const) seen[name] += Number(met[name]);
    });
    const figure = `${seen.fired} met one, of these ${seen.ended} ended at once and ${seen.refused} answered 503; every 202 kept, all whole`;
    return { rounds: played, failures, figure };
  },
};

/** Alternately of an fsync and of a write: among the deliveries and at the start. */
const SHORT = [30, 90, 3, 2];

async function meet({ root, short }: Options, kind: Kind, n: number) {
  const dir = mkdtempSync(join(root, "home-"));
  const log = join(dir, "strace.log");
  const server = launch(dir, { env: { NO_LINE_INDEX: "1" }, through: injecting(dir, log, kind, n) });
  const answered = await load(server, short ? SENT.short : SENT.usual);
  const code = await ending(server);
  const fired = readFileSync(log, "utf8").includes("INJECTED");
  const refused = answered.some(({ status }) => status === 503);
  const ended = code !== 0;
  const surfaced = refused || ended || /I\/O error/.test(server.printed());
  const faults = [
    ...(fired && !surfaced ? ["nobody was told"] : []),
    ...(fired || !ended ? [] : [`it ended with ${code} of itself: ${server.printed().slice(-500)}`]),
    ...(kind === "fsync" && ended && code !== DISTRUSTED
      ? [`it ended with ${code}: ${server.printed().slice(-500)}`]
      : []),
    ...(await recovered(dir, answered)),
  ];
  rmSync(dir, { recursive: true, force: true });
  return { fired, refused, ended, faults };
}

/** The tracer is a grandchild, so that the process that is spawned is the server. */
function injecting(dir: string, log: string, kind: Kind, n: number): string[] {
  const files = ["agented.db", "agented.db-wal"].flatMap((name) => ["-P", join(dir, name)]);
  const calls = CALLS[kind];
  return [
    "strace",
    "-D",
    "-f",
    "-qq",
    "-o",
    log,
    ...files,
    "-e",
    `trace=${calls}`,
    "-e",
    `inject=${calls}:error=EIO:when=${n}`,
  ];
}

/** Sends until it is over, or enough was sent. */
async function load(server: Launched, most: number): Promise<Answered[]> {
  const ready = await server.ready.catch(() => undefined);
  if (!ready) return [];
  const client = new Client(ready.url, KEY);
  for (let tries = 0; tries < 3; tries++) if (await client.trigger(WATCHER).catch(() => undefined)) break;
  const answered: Answered[] = [];
  let sent = 0;
  const lane = async () => {
    while (sent < most) {
      const answer = await send(ready.url, ++sent);
      answered.push(answer);
      if (answer.status === 0) return;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return answered;
}

async function ending(server: Launched): Promise<number> {
  server.signal("SIGTERM");
  const late = Bun.sleep(END_MS).then(() => server.signal("SIGKILL"));
  return Promise.race([server.exited, late.then(() => server.exited)]);
}

/** The next server, with nothing in its way, has all of it. */
async function recovered(dir: string, answered: readonly Answered[]): Promise<string[]> {
  const next = launch(dir, { env: { NO_LINE_INDEX: "1" } });
  const ready = await next.ready.catch(() => undefined);
  if (!ready) return [`the next start fails: ${next.printed().slice(-500)}`];
  const { status } = await send(ready.url, 0);
  const code = await ending(next);
  // Where the trigger could not be made, nobody vouches for it.
  const taken = status === 202 || answered.every(({ delivery_id }) => delivery_id === undefined);
  const faults = [
    ...(taken ? [] : [`the next server answers ${status}`]),
    ...(code === 0 ? [] : [`the next ends with ${code}`]),
  ];
  return [...faults, ...faultsOf(dir, answered)];
}
