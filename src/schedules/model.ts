import { z } from "@hono/zod-openapi";
import { orNull } from "~/http/router.ts";
import { idParam } from "~/kit/ids.ts";
import { DST_RULE } from "~/schedule/dst.ts";
import { OUTCOMES } from "./tables.ts";

const instant = z.iso.datetime();

export const Outcome = z.enum(OUTCOMES).openapi({
  description:
    "fired: it started an execution. waiting: the queue is full; it fires once there is room. missed: nobody was " +
    "there. skipped: the trigger's overlap, or somebody who disabled it, kept it from starting. failed: see `why`.",
});

export const Fire = z
  .object({
    id: idParam("fire"),
    trigger_id: idParam("trigger"),
    nominal_at: instant.openapi({ description: "When it came due. There is one fire of a trigger for each." }),
    fired_at: instant.nullable(),
    late_ms: z.number().int().nullable().openapi({ description: "From one to the other." }),
    outcome: Outcome,
    catch_up: z.boolean().openapi({ description: "It was missed, and made up." }),
    execution_id: idParam("execution").nullable(),
    run_id: idParam("run").nullable().openapi({ description: "The run of the trigger's workflow." }),
    why: z.string().nullable(),
  })
  .openapi("ScheduleFire");
export type Fire = z.infer<typeof Fire>;

const rule = {
  cron: z.string().openapi({ description: "`every` and its time are a pattern too." }),
  timezone: z.string(),
  words: z.string().openapi({ description: "The pattern as a sentence." }),
};

export const Schedule = z
  .object({
    trigger_id: idParam("trigger"),
    trigger_name: z.string(),
    ...rule,
    enabled: z.boolean().openapi({ description: "The trigger's own." }),
    paused_at: instant.nullable(),
    next_run_at: instant.nullable().openapi({ description: "Null while it is disabled or paused." }),
    last_nominal: instant.nullable().openapi({ description: "What came due last, whatever became of it." }),
    last_fire: orNull(Fire).openapi({ description: "The newest that started something." }),
    counts: z
      .record(Outcome, z.number().int())
      .openapi({ description: "Of the fires that are kept: those of the last 30 days." }),
  })
  .openapi("Schedule");
export type Schedule = z.infer<typeof Schedule>;

export const Upcoming = z.object({
  nominal_at: instant,
  local_time: z.string().openapi({ example: "2026-03-30T09:00:00" }),
  utc_offset: z.string().openapi({ example: "+02:00" }),
});

const outlook = {
  upcoming: z.array(Upcoming).openapi({ description: "The next 10, as if it were neither disabled nor paused." }),
  dst_warnings: z
    .array(z.string())
    .openapi({ description: `Where, within a year, a time is left out or comes twice. ${DST_RULE}` }),
};

export const Outlook = z.object({ ...rule, ...outlook }).openapi("ScheduleOutlook");
export type Outlook = z.infer<typeof Outlook>;

export const ScheduleDetail = Schedule.extend(outlook).openapi("ScheduleDetail");
export type ScheduleDetail = z.infer<typeof ScheduleDetail>;
