import { type FakeClock, fakeClock } from "~/kit/clock.ts";
import { type Jumping, jumpingClock } from "~/testing/jumping-clock.ts";
import { openTest } from "~/testing/server.ts";
import { schedule_fires } from "./tables.ts";

export type Stage = Awaited<ReturnType<typeof openStage>>;

/** A server on a clock that a test turns and sets. */
export async function openStage(start: string, env: Record<string, string> = {}) {
  const clock: Jumping<FakeClock> = jumpingClock(fakeClock(Date.parse(start)));
  const app = await openTest(env, { clock });
  clock.advance(0);
  return { ...app, clock };
}

/** Its executions end where they begin, for it has no prompt: so nothing runs while a test lets days go by. */
const NOTHING_RUNS = { prompt_template: "{pr_title}", strict: true };

/** A trigger with a schedule in UTC, unless its source says otherwise; answers its id. */
export async function scheduled(
  { client }: Pick<Stage, "client">,
  source: Record<string, unknown>,
  fields: Record<string, unknown> = NOTHING_RUNS,
): Promise<string> {
  const given = { source: { kind: "schedule", timezone: "UTC", ...source }, ...fields };
  return (await client.trigger(given)).id;
}

/** What became of the nominal times of a trigger, in their order: `2026-01-01T00:00:00 fired`. */
export function outcomes({ ctx }: Pick<Stage, "ctx">, trigger_id: string): string[] {
  const rows = ctx.db.orm.select().from(schedule_fires).all();
  const own = rows.filter((row) => row.trigger_id === trigger_id);
  return own.map(({ nominal_at, outcome }) => `${nominal_at.slice(0, 19)} ${outcome}`).sort();
}

/** The nominal times that fired, in their order. */
export function fired(stage: Pick<Stage, "ctx">, trigger_id: string): string[] {
  return outcomes(stage, trigger_id).flatMap((line) => (line.endsWith(" fired") ? line.slice(0, 19) : []));
}
