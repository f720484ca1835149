import { Home } from "./home.ts";
import { Reader } from "./sse-reader.ts";

const SEATS = 10;
const HEADS = 20;

/** A stream of a run that says nothing stays open and is told so; HEAD takes no seat. */
export async function followSilence(root: string, seconds: number): Promise<{ faults: string[]; figure: string }> {
  await using home = await Home.open(root, { env: { MAX_STREAMS: String(SEATS) } });
  const { client } = home;
  const path = `/admin/executions/${await client.start(["sleep", "600"])}/stream`;
  const faults: string[] = [];
  for (let head = 0; head < HEADS; head++) {
    const { status } = await client.fetch(path, { method: "HEAD" });
    if (status !== 200) faults.push(`HEAD is answered ${status}`);
  }
  const readers = await Promise.all(Array.from({ length: SEATS }, () => Reader.open(client.url, path)));
  await Promise.all(readers.map(({ answered }) => answered));
  const refused = readers.filter(({ status }) => status !== 200).length;
  if (refused > 0) faults.push(`${refused} of ${SEATS} find no seat after ${HEADS} HEADs`);
  const cut = Promise.race(readers.map(({ ended }) => ended.then(() => true)));
  if (await Promise.race([cut, Bun.sleep(seconds * 1_000)])) faults.push("a silent stream was cut");
  const least = Math.min(...readers.map(({ comments }) => comments));
  // One every 15 s, looked after every 5.
  if (least < Math.floor(seconds / 20)) faults.push(`${least} comments in ${seconds} s`);
  for (const reader of readers) reader.leave();
  return { faults, figure: `${seconds} s of silence with ${least} comments` };
}
