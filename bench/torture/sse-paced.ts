import { gapIn, highest } from "./figures.ts";
import { Home } from "./home.ts";
import { rssMb } from "./procs.ts";
import type { Random } from "./random.ts";
import type { Options } from "./script.ts";
import { Reader } from "./sse-reader.ts";

const READERS = 8;
const MOST_MB = 100;

/**
 * Eight who read, one who reconnects and one who never reads, at a run that goes on for a while. Its lines are long, so
 * that the last one's connection fills up.
 */
export async function followPaced({ root, short, random }: Options): Promise<{ faults: string[]; figure: string }> {
  const { events, seconds, width } = short
    ? { events: 200, seconds: 10, width: 60_000 }
    : { events: 1_000, seconds: 300, width: 16_000 };
  await using home = await Home.open(root);
  const before = rssMb(home.pid);
  const body = `i=0; while [ $i -lt ${events} ]; do i=$((i+1)); echo "$i $pad"; sleep ${seconds / events}; done`;
  const id = await home.client.start(["sh", "-c", `pad=$(head -c ${width} /dev/zero | tr '\\0' x); ${body}`]);
  const { url } = home.client;
  const path = `/admin/executions/${id}/stream`;
  const stalled = await Reader.open(url, path, { stalled: true });
  const readers = await Promise.all(Array.from({ length: READERS }, () => Reader.open(url, path)));
  const coming = reconnect(url, path, random);
  const rss = watchRss(home.pid);
  await Promise.all(readers.map(({ ended }) => ended));
  const { ids, times } = await coming;
  const grown = highest(rss.stop()) - before;
  stalled.leave();
  const gaps = [...readers.map((reader) => reader.ids), ids].flatMap((one, at) => {
    const gap = gapIn(one, events);
    return gap ? [`paced, ${at < READERS ? `reader ${at}` : `the reconnecting one, ${times} times`}: ${gap}`] : [];
  });
  const incomplete = readers.filter(({ complete }) => !complete).length;
  const faults = [
    ...gaps,
    ...(incomplete > 0 ? [`paced: ${incomplete} readers were not told the end`] : []),
    ...(stalled.bytes > 0 ? ["paced: the stalled reader read"] : []),
    ...(grown > MOST_MB ? [`paced: ${grown.toFixed(0)} MB more with one stalled reader`] : []),
  ];
  return {
    faults,
    figure: `${READERS + 1} × ${events} in order, one over ${times} reconnects, ${grown.toFixed(0)} MB more (100)`,
  };
}

async function reconnect(url: string, path: string, random: Random): Promise<{ ids: number[]; times: number }> {
  const ids: number[] = [];
  for (let times = 0; ; times++) {
    const reader = await Reader.open(url, path, { last_id: ids.at(-1) });
    await reader.answered;
    await Promise.race([reader.ended, Bun.sleep(20 + random() * 900)]);
    reader.leave();
    ids.push(...reader.ids);
    if (reader.complete || reader.status !== 200) return { ids, times };
  }
}

function watchRss(pid: number): { stop(): number[] } {
  const seen: number[] = [];
  const timer = setInterval(() => seen.push(rssMb(pid)), 100);
  return {
    stop() {
      clearInterval(timer);
      return seen;
    },
  };
}
