import { expect, test } from "bun:test";
import { Cron } from "croner";
import { schema } from "~/db/schema.ts";
import { fired, openAlone, scheduled } from "./testing.ts";

const { executions } = schema;

const PATTERNS = [
  "30 2 * * *",
  "30 1 * * *",
  "45 1 * * *",
  "0 0 * * *",
  "*/15 * * * *",
  "0 * * * *",
  "0 2,14 * * *",
  "20 1-3 * * *",
  "30 59 1 * * *",
  "0 0 L * *",
];

const HOUR_MS = 3_600_000;

/** The moments at which the clocks of each zone are set, one each way. */
const CHANGES = [
  ["America/New_York", "2026-03-08T07:00:00Z", "2026-11-01T06:00:00Z"],
  ["Australia/Lord_Howe", "2026-10-03T15:30:00Z", "2026-04-04T15:00:00Z"],
  ["Antarctica/Troll", "2026-03-29T01:00:00Z", "2026-10-25T01:00:00Z"],
  ["Pacific/Apia", "2012-09-29T14:00:00Z", "2012-03-31T14:00:00Z"],
  // Samoa left out a whole day, to be on the other side of the date line.
  ["Pacific/Apia", "2011-12-30T10:00:00Z", "2011-04-02T14:00:00Z"],
] as const;

const cases = CHANGES.flatMap(([zone, gap, fold]) => [
  [zone, "left out", gap] as const,
  [zone, "twice", fold] as const,
]);

test.each(cases)(
  "%s, hours %s: what fires is croner's own list, also with a restart in the middle",
  async (timezone, _, change) => {
    const start = Date.parse(change) - 7 * HOUR_MS;
    const first = await openAlone(new Date(start).toISOString());
    const ids: string[] = [];
    for (const cron of PATTERNS) ids.push(await scheduled(first, { cron, timezone }));
    first.clock.advance(7.25 * HOUR_MS);
    await first.close();
    await using second = await openAlone(first.clock.iso(), first.data_dir);
    second.clock.advance(20 * HOUR_MS);
    for (const [i, cron] of PATTERNS.entries())
      expect([cron, fired(second, ids[i] ?? "")]).toEqual([cron, listOf(cron, timezone, start, second.clock.now())]);
    const count = ids.reduce((sum, id) => sum + fired(second, id).length, 0);
    const rows = second.ctx.db.orm.select().from(executions).all();
    expect([rows.length, new Set(rows.map(({ fire_id }) => fire_id)).size]).toEqual([count, count]);
    expect(count).toBeGreaterThan(120);
  },
  60_000,
);

function listOf(cron: string, timezone: string, from: number, to: number): string[] {
  const found: string[] = [];
  const job = new Cron(cron, { timezone, mode: "5-or-6-parts" });
  for (let at = job.nextRun(new Date(from)); at && at.getTime() <= to; at = job.nextRun(at))
    found.push(at.toISOString().slice(0, 19));
  return found;
}
