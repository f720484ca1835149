import { z } from "@hono/zod-openapi";
import { cronMistake } from "~/schedule/cron.ts";
import { wordsOf } from "~/schedule/words.ts";
import { isZone, openZone, serverZone } from "~/schedule/zone.ts";
import { sourceKind } from "./kind.ts";

const Weekday = z.enum(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]);
const DayOfMonth = z.union([z.number().int().min(1).max(28), z.literal("last")]);

const Pattern = z
  .string()
  .trim()
  .max(200)
  .superRefine((pattern, refine) => {
    const message = cronMistake(pattern);
    if (message !== undefined) refine.addIssue({ code: "custom", message });
  });

const CatchUp = z
  .strictObject({
    policy: z.enum(["skip", "newest", "all"]).default("newest"),
    window_secs: z.number().int().min(0).max(2_592_000).default(86_400).openapi({ description: "Not what is later." }),
    most: z.number().int().min(1).max(100).default(10).openapi({ description: "Of `all`: the newest so many." }),
  })
  .openapi({ description: "Which fires are made up that nobody was there for. Up to a minute late is no delay." });
export type CatchUp = z.infer<typeof CatchUp>;

const config = z
  .strictObject({
    kind: z.literal("schedule"),
    cron: Pattern.optional().openapi({
      description: "5 fields, or 6 with seconds before them, in croner's grammar (`L`, `W`, `#`, names, `@daily`).",
      example: "0 9 * * MON-FRI",
    }),
    every: z.enum(["daily", "weekly", "monthly"]).optional().openapi({ description: "In place of `cron`." }),
    time: z
      .string()
      .regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be HH:MM, from 00:00 to 23:59")
      .optional()
      .openapi({ description: "Of `every`.", example: "09:00" }),
    day: z
      .union([Weekday, z.literal("last"), z.number()], {
        error: "must be mon to sun for weekly, 1 to 28 or last for monthly",
      })
      .optional()
      .openapi({ description: "Of `weekly`: `mon` to `sun`. Of `monthly`: 1 to 28, or `last`." }),
    timezone: z
      .string()
      .max(100)
      .refine(isZone, "must be a time zone of the IANA list, such as Europe/Berlin")
      .optional()
      .openapi({ description: "Unset: the server's own (`TZ`).", example: "Europe/Berlin" }),
    catch_up: CatchUp.prefault({}),
  })
  .superRefine(({ cron, every, time, day }, refine) => {
    const mistake = (path: string, message: string) => refine.addIssue({ code: "custom", path: [path], message });
    if (every === undefined) {
      if (cron === undefined) mistake("cron", "is required unless there is `every`");
      for (const [path, value] of Object.entries({ time, day }))
        if (value !== undefined) mistake(path, "belongs to `every`: leave it out");
      return;
    }
    if (cron !== undefined) mistake("every", "cannot stand beside `cron`: leave one of them out");
    if (time === undefined) mistake("time", "is required with `every`, as HH:MM");
    if (every === "daily" && day !== undefined) mistake("day", "belongs to weekly and monthly: leave it out");
    if (every === "weekly" && !Weekday.safeParse(day).success) mistake("day", "must be mon to sun");
    if (every === "monthly" && !DayOfMonth.safeParse(day).success)
      mistake("day", "must be 1 to 28, or last: not every month has a day 29");
  })
  .openapi("ScheduleSource");
export type ScheduleSource = z.infer<typeof config>;

/** What a fire is told by: its `payload`. */
const Fired = z.object({
  nominal_time: z.iso.datetime(),
  fired_at: z.iso.datetime(),
  trigger: z.object({ id: z.string(), name: z.string() }),
  late_ms: z.number(),
  catch_up: z.boolean(),
});
export type Fired = z.infer<typeof Fired>;

/** The time comes. */
export const schedule = sourceKind({
  title: "Schedule",
  config,
  receives: false,
  words(source) {
    const { cron, timezone } = scheduleRule(source);
    return `${wordsOf(cron)}, in ${timezone}.`;
  },
  holds: () => ({ holds: false, why: "it is started by the clock" }),
  message(source, { payload }) {
    const { data: fired } = Fired.safeParse(payload);
    if (!fired) return undefined;
    const { timezone } = scheduleRule(source);
    const local = openZone(timezone).local(Date.parse(fired.nominal_time)).replace("T", " ");
    const late = fired.catch_up ? " It was missed then, and is made up now." : "";
    return `The schedule's time has come: ${local} in ${timezone} (${fired.nominal_time}).${late}`;
  },
  byHand: ({ id, name }, at): Fired => ({
    ...{ nominal_time: at, fired_at: at, trigger: { id, name }, late_ms: 0, catch_up: false },
  }),
});

/** When it comes due: a cron pattern, and the time zone it is of. */
export function scheduleRule({ cron, every, time = "00:00", day, timezone = serverZone() }: ScheduleSource) {
  if (cron !== undefined) return { cron, timezone };
  const [hour, minute] = time.split(":").map(Number);
  const at = `${minute} ${hour}`;
  if (every === "weekly") return { cron: `${at} * * ${day}`, timezone };
  if (every === "monthly") return { cron: `${at} ${day === "last" ? "L" : day} * *`, timezone };
  return { cron: `${at} * * *`, timezone };
}
