import { z } from "@hono/zod-openapi";

const QUARTER = 15;
const MINUTE_MS = 60_000;

const time = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be a time of day such as 22:30")
  .openapi({ example: "22:30" });

export const QuietHours = z
  .strictObject({
    from: time,
    to: time,
    zone: z
      .string()
      .max(100)
      .refine(isZone, "must be an IANA time zone such as Europe/Berlin")
      .openapi({ example: "Europe/Berlin" }),
  })
  .refine(({ from, to }) => from !== to, { path: ["to"], message: "must differ from `from`; to hear nothing, disable" })
  .openapi("QuietHours", { description: "By the clock on the wall of that zone; `to` may be on the next day." });
export type QuietHours = z.infer<typeof QuietHours>;

/** When the quiet that holds now is over; undefined when it is not quiet. */
export function quietUntil({ from, to, zone }: QuietHours, now: number): number | undefined {
  const wall = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  const quietAt = (at: number) => isWithin(wall.format(at), from, to);
  if (!quietAt(now)) return undefined;
  let at = now - (now % MINUTE_MS);
  // Clocks are set at whole quarters, so within one the wall goes on minute by minute.
  while (quietAt(at))
    at += MINUTE_MS * Math.min(minutesTo(wall.format(at), to), QUARTER - ((at / MINUTE_MS) % QUARTER));
  return at;
}

function isWithin(time: string, from: string, to: string): boolean {
  return from < to ? from <= time && time < to : from <= time || time < to;
}

function minutesTo(time: string, to: string): number {
  const minutes = minutesOf(to) - minutesOf(time);
  return minutes > 0 ? minutes : minutes + 24 * 60;
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return hours * 60 + minutes;
}

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone !== undefined;
  } catch {
    return false;
  }
}
