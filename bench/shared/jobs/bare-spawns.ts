import { sleep, wallMs } from "../clock.ts";
import { jobInput, tell } from "../job.ts";

/** `date` spawned at an even rate by nothing but Bun.spawn; answers how long after the call each child's clock stood. */
const { count, per_second } = jobInput<{ count: number; per_second: number }>();
const delays: number[] = [];
for (let i = 0; i < count; i++) {
  const at = wallMs();
  const child = Bun.spawn(["date", "+%s%N"], { stdio: ["ignore", "pipe", "ignore"] });
  delays.push(Number(await new Response(child.stdout).text()) / 1e6 - at);
  await sleep(1000 / per_second);
}
tell({ result: delays });
process.exit(0);
