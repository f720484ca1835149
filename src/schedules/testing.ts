import { rmSync } from "node:fs";
import { prepareAccounts } from "~/accounts/index.ts";
import { readConfig } from "~/config.ts";
import { openContext } from "~/context.ts";
import { buildApp } from "~/http/app.ts";
import { serve } from "~/http/server.ts";
import { access, ensureBootstrapKey } from "~/keys/index.ts";
import { type FakeClock, fakeClock } from "~/kit/clock.ts";
import { Client } from "~/testing/client.ts";
import { freshDataDir } from "~/testing/data-dir.ts";
import { type Jumping, jumpingClock } from "~/testing/jumping-clock.ts";
import { memoryLog } from "~/testing/memory-log.ts";
import { openTest } from "~/testing/server.ts";
import { triggerRoutes } from "~/triggers/index.ts";
import { scheduleRoutes, startSchedules, triggerScheduleRoutes } from "./index.ts";
import { schedule_fires } from "./tables.ts";

export type Stage = Awaited<ReturnType<typeof openStage>>;

/** A server on a clock that a test turns and sets. */
export async function openStage(start: string, env: Record<string, string> = {}) {
  const clock: Jumping<FakeClock> = jumpingClock(fakeClock(Date.parse(start)));
  const app = await openTest(env, { clock });
  clock.advance(0);
  return { ...app, clock };
}

/**
 * The feature alone behind real HTTP, on such a clock: what it submits stays queued, and nothing else of a server looks
 * at the time while days go by.
 */
export async function openAlone(start: string, data_dir = freshDataDir()) {
  const clock = jumpingClock(fakeClock(Date.parse(start)));
  const env = { AGENTED_DATA_DIR: data_dir, AGENTED_API_KEY: "key-of-a-schedule-test", PORT: "0" };
  const ctx = openContext(readConfig(env), { clock, log: memoryLog().log });
  ensureBootstrapKey(ctx, () => {});
  prepareAccounts(ctx);
  startSchedules(ctx);
  const routes = [
    ["/admin/triggers", triggerRoutes(ctx)],
    ["/admin/triggers", triggerScheduleRoutes(ctx)],
    ["/admin/schedules", scheduleRoutes(ctx)],
  ] as const;
  const server = serve(ctx, buildApp(ctx, { access: access(ctx), routes }));
  clock.advance(0);
  const close = async () => {
    await Promise.all([server.close(0), clock.advance(1)]);
    await ctx[Symbol.asyncDispose]();
  };
  return {
    ...{ ctx, client: new Client(server.url, env.AGENTED_API_KEY), clock, data_dir, close },
    async [Symbol.asyncDispose]() {
      await close();
      rmSync(data_dir, { recursive: true, force: true });
    },
  };
}
export type Alone = Awaited<ReturnType<typeof openAlone>>;

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
