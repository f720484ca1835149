import { cgroupAvailable } from "~/process/index.ts";
import { until } from "~/testing/until.ts";
import { highest } from "./figures.ts";
import { Home } from "./home.ts";
import type { LaunchOptions } from "./launch.ts";
import { argvOf, killAll } from "./procs.ts";
import type { Options, Outcome, Script } from "./script.ts";
import { type Ending, endings } from "./survivors-endings.ts";
import { fakeSubjects, Sightings, type Subject, treeSubjects } from "./survivors-subjects.ts";

const MOST_MS = 10_500;
const BATCH = 6;
const PLANTED_MS = 15_000;

interface Batch {
  ending: Ending;
  subjects: Subject[];
  cgroup: boolean;
}

export const survivors: Script = {
  name: "survivors",
  what: "trees of processes ended by cancel, timeout, shutdown, and after kill -9",
  async run(options) {
    const batches = options.short ? someBatches() : allBatches();
    // The ladder is mostly waiting, so batches overlap.
    const told: Told[] = [];
    const waiting = [...batches];
    const lanes = Array.from({ length: options.short ? batches.length : 2 }, async () => {
      for (let batch = waiting.shift(); batch; batch = waiting.shift()) told.push(await endBatch(options, batch));
    });
    await Promise.all(lanes);
    return summarise(told, batches);
  },
};

interface Told {
  failures: string[];
  stops_ms: number[];
  survivors: number;
}

function summarise(told: Told[], batches: Batch[]): Outcome {
  const survivors = told.reduce((sum, one) => sum + one.survivors, 0);
  const slowest = highest(told.flatMap(({ stops_ms }) => stops_ms));
  const without = batches.filter(({ cgroup }) => !cgroup).reduce((sum, { subjects }) => sum + subjects.length, 0);
  return {
    rounds: batches.reduce((sum, { subjects }) => sum + subjects.length, 0),
    failures: told.flatMap(({ failures }) => failures),
    figure: `${survivors} survivors (0), slowest stop ${(slowest / 1000).toFixed(2)} s (10.5), ${without} without a cgroup`,
  };
}

/** Every subject by every ending, with a cgroup and without where this machine has both. */
function allBatches(): Batch[] {
  const modes = !cgroupAvailable() ? [false] : mayHideCgroups() ? [true, false] : [true];
  return modes.flatMap((cgroup) =>
    endings.flatMap((ending) =>
      chunks([...fakeSubjects(), ...treeSubjects()].filter((subject) => cgroup || !subject.needs_cgroup)).map(
        (subjects) => ({ ending, subjects, cgroup }),
      ),
    ),
  );
}

/** Every ending, and every subject of the fakes and the trees once. */
function someBatches(): Batch[] {
  const cgroup = cgroupAvailable();
  return endings.map((ending, nth) => {
    const subjects = [...fakeSubjects(), ...treeSubjects()].filter((_, at) => (at + Math.floor(at / 4)) % 4 === nth);
    return { ending, cgroup, subjects: subjects.filter((subject) => cgroup || !subject.needs_cgroup).slice(-5) };
  });
}

function chunks(subjects: Subject[]): Subject[][] {
  const count = Math.ceil(subjects.length / BATCH);
  return Array.from({ length: count }, (_, at) => subjects.slice(at * BATCH, (at + 1) * BATCH));
}

async function endBatch({ root }: Options, { ending, subjects, cgroup }: Batch): Promise<Told> {
  await using home = await Home.open(root, cgroup ? {} : withoutCgroups());
  const failures: string[] = [];
  const sightings = await Promise.all(subjects.map((subject) => plant(home, subject, ending)));
  const stops_ms = await ending.end(
    home,
    sightings.map(({ id }) => id),
  );
  if (highest(stops_ms) > MOST_MS) failures.push(`${ending.name}: took ${highest(stops_ms).toFixed(0)} ms`);
  let count = 0;
  for (const seen of sightings) {
    const name = `${ending.name}, ${seen.subject.name}${cgroup ? "" : ", no cgroup"}`;
    const { status, reason } = await home.client.execution(seen.id);
    if (status !== ending.status || reason !== ending.reason) failures.push(`${name}: is ${status}, ${reason}`);
    const left = seen.survivors();
    count += left.length;
    for (const pid of left) failures.push(`${name}: ${pid} lives: ${argvOf(pid)}`);
    killAll(left);
  }
  return { failures, stops_ms, survivors: count };
}

/** A timeout may come before the tree stands, on a busy machine: then it is given more. */
async function plant(home: Home, subject: Subject, { timeout_secs }: Ending): Promise<Sightings> {
  const { client } = home;
  const limit = timeout_secs?.[subject.trigger.backend_config ? "command" : "fake"];
  for (const times of [1, 3, 9]) {
    const { id } = await client.trigger({ ...subject.trigger, timeout_secs: limit ? limit * times : null });
    const { execution_id } = await client.call("POST", `/admin/triggers/${id}/run`, { message: subject.message });
    const sightings = new Sightings(subject, execution_id);
    const look = async () =>
      (await sightings.planted(client)) ? "stands" : (await client.execution(execution_id)).ended_at;
    if ((await until(`${subject.name} to stand`, look, PLANTED_MS)) === "stands") return sightings;
  }
  throw new Error(`${subject.name} ends before it stands`);
}

const UNMOUNT = `umount -l $(grep ' - cgroup2 ' /proc/self/mountinfo | cut -d' ' -f5) && exec "$@"`;

/** The same machine as one that delegates no cgroup. */
function withoutCgroups(): LaunchOptions {
  return cgroupAvailable() ? { through: ["unshare", "--mount", "sh", "-c", UNMOUNT, "sh"] } : {};
}

function mayHideCgroups(): boolean {
  return process.getuid?.() === 0 && Bun.which("unshare") !== null;
}
