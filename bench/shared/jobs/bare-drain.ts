import { wallMs } from "../clock.ts";
import { jobInput, tell } from "../job.ts";

/** How many `true` a second can be spawned and waited for, so many at a time. */
const { seconds, at_once } = jobInput<{ seconds: number; at_once: number }>();
const begin = wallMs();
const until = begin + seconds * 1000;
let ended = 0;
async function drain(): Promise<void> {
  while (wallMs() < until) {
    await Bun.spawn(["true"], { stdio: ["ignore", "ignore", "ignore"] }).exited;
    ended++;
  }
}
await Promise.all(Array.from({ length: at_once }, drain));
tell({ result: (ended * 1000) / (wallMs() - begin) });
process.exit(0);
