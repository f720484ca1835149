import type { Times } from "~/schedule/cron.ts";
import type { CatchUp } from "~/triggers/index.ts";

/** So late is on time: after a sleep of the machine the time is looked at within 30 s. */
const ON_TIME_MS = 60_000;

/** Whether it came due while nobody was there, so that the policy decides about it. */
export function isLate(nominal: number, now: number): boolean {
  return nominal < now - ON_TIME_MS;
}

/** Of what has come due: what fires is not older than this, and all that is older was missed. */
export function firesSince(times: Times, { policy, window_secs, most }: CatchUp, now: number): number {
  const on_time = now - ON_TIME_MS;
  if (policy === "skip") return on_time;
  const [oldest = on_time] = times.last(policy === "newest" ? 1 : most, now);
  return Math.min(on_time, Math.max(oldest, now - window_secs * 1_000));
}

export function whyMissed({ policy, window_secs, most }: CatchUp, nominal: number, now: number): string {
  const late = `Nobody was there for it until ${ago(now - nominal)} later`;
  if (policy === "skip") return `${late}, and catch_up.policy is skip.`;
  if (nominal < now - window_secs * 1_000)
    return `${late}, more than catch_up.window_secs, which is ${window_secs} seconds.`;
  if (policy === "newest") return `${late}, and of what was missed catch_up makes up the newest alone.`;
  return `${late}, and of what was missed catch_up makes up ${most} at most.`;
}

function ago(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} days`;
}
