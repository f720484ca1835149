import { Client } from "~/testing/client.ts";
import { openSmallDisk } from "~/testing/small-disk.ts";
import { highest } from "./figures.ts";
import { type Answered, faultsOf, send, WATCHER } from "./kept.ts";
import { KEY, launch } from "./launch.ts";
import { rounds, type Script } from "./script.ts";

const MIB = 1024 * 1024;
const FIRST_WRITE_MS = 5_000;
const SEEN_MS = 10_000;
const SENDERS = 4;
const FULL_MS = 1_500;

export const diskFull: Script = {
  name: "disk-full",
  what: "a disk of 32 MB is filled and freed while deliveries come in",
  async run(options) {
    const failures: string[] = [];
    using disk = openSmallDisk(32, options.root);
    if (!disk) return { rounds: 0, failures: [], figure: "left out: nobody may mount a small disk here" };
    const env = { DISK_BALLAST_BYTES: String(4 * MIB), MIN_FREE_DISK_BYTES: "0", NO_LINE_INDEX: "1" };
    const server = launch(disk.dir, { env });
    const { url } = await server.ready;
    const client = new Client(url, KEY);
    await client.trigger(WATCHER);
    const answered: Answered[] = [];
    const took: number[] = [];
    let over = false;
    let number = 0;
    const sender = async () => {
      while (!over) {
        answered.push(await send(url, ++number));
        await Bun.sleep(5);
      }
    };
    const senders = Array.from({ length: SENDERS }, sender);
    // What can be read while it is full was written before.
    await comes(async () => answered.some(({ status }) => status === 202), SEEN_MS);
    const state = async () => (await client.call("GET", "/admin/storage")).disk.state;
    const played = await rounds(options, { short: 2, usual: 20 }, async (round) => {
      disk.fill();
      if (!(await comes(async () => (await state()) === "full", SEEN_MS)))
        failures.push(`round ${round}: it is not seen`);
      await Bun.sleep(FULL_MS);
      const { deliveries } = await client.call("GET", "/admin/deliveries?limit=5");
      if (deliveries.length === 0) failures.push(`round ${round}: nothing can be read`);
      disk.clear();
      const began = performance.now();
      const good = await comes(async () => (await send(url, ++number)).status === 202, 4 * FIRST_WRITE_MS);
      took.push(performance.now() - began);
      if (!good) failures.push(`round ${round}: nothing is taken after it was freed`);
    });
    over = true;
    await Promise.all(senders);
    server.signal("SIGTERM");
    const code = await server.exited;
    if (code !== 0) failures.push(`it ends with ${code}: ${server.printed().slice(-500)}`);
    const odd = answered.filter(({ status }) => status !== 202 && status !== 503).map(({ status }) => status);
    if (odd.length > 0) failures.push(`answered ${[...new Set(odd)]}`);
    failures.push(...faultsOf(disk.dir, answered));
    if (highest(took) > FIRST_WRITE_MS) failures.push(`the first good write took ${highest(took).toFixed(0)} ms`);
    const refused = answered.filter(({ status }) => status === 503).length;
    const figure = `first good write at most ${highest(took).toFixed(0)} ms after (5,000); ${answered.length - refused} taken and kept, ${refused} answered 503`;
    return { rounds: played, failures, figure };
  },
};

async function comes(look: () => Promise<boolean>, ms: number): Promise<boolean> {
  const until = performance.now() + ms;
  while (performance.now() < until) {
    if (await look()) return true;
    await Bun.sleep(20);
  }
  return false;
}
