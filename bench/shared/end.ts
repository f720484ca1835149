import { sleep } from "./clock.ts";

/** Ends a process of ours: TERM, and KILL when that takes too long. Answers whether TERM was enough. */
export async function end(proc: Bun.Subprocess, grace_ms: number): Promise<boolean> {
  proc.kill("SIGTERM");
  const polite = await Promise.race([proc.exited.then(() => true), sleep(grace_ms).then(() => false)]);
  if (!polite) proc.kill("SIGKILL");
  await proc.exited;
  return polite;
}
