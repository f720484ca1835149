import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gapIn, highest } from "./figures.ts";
import { Home } from "./home.ts";
import { rssMb } from "./procs.ts";
import { Reader } from "./sse-reader.ts";

const CROWD = 1_000;
const EVENTS = 300;
const MOST_MB = 100;
const LEFT_MS = 2_000;
const ENDED_MS = 60_000;

/** As many readers as are admitted follow one run; when they have gone, as many find a seat again. */
export async function followByMany(root: string): Promise<{ faults: string[]; figure: string }> {
  await using home = await Home.open(root, { env: { MAX_STREAMS: String(CROWD) } });
  const { client, pid } = home;
  const go = join(home.dir, "go");
  const count = `i=0; while [ $i -lt ${EVENTS} ]; do i=$((i+1)); echo $i; sleep 0.01; done`;
  const id = await client.start(["sh", "-c", `while [ ! -e "$0" ]; do sleep 0.05; done; ${count}; sleep 1`, go]);
  const path = `/admin/executions/${id}/stream`;
  const before = rssMb(pid);
  const readers = await fill(client.url, path);
  const tooMany = await seat(client.url, path);
  writeFileSync(go, "");
  const rss: number[] = [];
  const watch = setInterval(() => rss.push(rssMb(pid)), 50);
  await Promise.race([Promise.all(readers.map(({ ended }) => ended)), Bun.sleep(ENDED_MS)]);
  clearInterval(watch);
  const grown = highest(rss) - before;
  const gaps = readers.flatMap(({ ids, complete }) => (complete ? (gapIn(ids, EVENTS) ?? []) : "no end"));
  for (const reader of readers) reader.leave();
  await Bun.sleep(LEFT_MS);
  const again = await fill(client.url, `/admin/executions/${await client.start(["sleep", "60"])}/stream`);
  const refused = again.filter(({ status }) => status !== 200).length;
  for (const reader of again) reader.leave();
  const faults = [
    ...(gaps.length > 0 ? [`crowd: ${gaps.length} readers have gaps: ${gaps[0]}`] : []),
    ...(tooMany.status === 503 ? [] : [`crowd: one more than MAX_STREAMS is answered ${tooMany.status}`]),
    ...(refused > 0 ? [`crowd: ${refused} of ${CROWD} find no seat after the others have left`] : []),
    ...(grown > MOST_MB ? [`crowd: ${grown.toFixed(0)} MB more`] : []),
  ];
  return {
    faults,
    figure: `${CROWD} × ${EVENTS} in order, ${grown.toFixed(0)} MB more (100), ${refused} seats kept (0)`,
  };
}

/** In groups, so that the listening socket's backlog holds them. */
async function fill(url: string, path: string): Promise<Reader[]> {
  const readers: Reader[] = [];
  while (readers.length < CROWD) {
    readers.push(...(await Promise.all(Array.from({ length: 50 }, () => seat(url, path)))));
  }
  return readers;
}

async function seat(url: string, path: string): Promise<Reader> {
  const reader = await Reader.open(url, path);
  await reader.answered;
  return reader;
}
