import { expect, test } from "bun:test";
import { backends, resetOf } from "./index.ts";

/** In the zone the tests run in, as the CLI's words are. */
const local = (...at: [number, number, number, number, number]) => new Date(...at).getTime();
const NOW = local(2026, 10, 21, 20, 30);
const MINUTE = 60_000;

function told(message: string) {
  const line = JSON.stringify({ type: "turn.failed", error: { message } });
  const [limit] = backends.codex
    .read(line, "stdout")
    .flatMap((signal) => (signal.kind === "limit" ? signal.limit : []));
  return limit;
}

const TOLD: [string, string | undefined, number | undefined][] = [
  ["11:55 PM", "23:55", local(2026, 10, 21, 23, 56)],
  ["9:05 PM", "21:05", local(2026, 10, 21, 21, 6)],
  ["12:10 AM", "00:10", local(2026, 10, 21, 0, 11)],
  ["12:10 PM", "12:10", local(2026, 10, 21, 12, 11)],
  ["Nov 24th, 2026 3:05 AM", "2026-11-24T03:05", local(2026, 10, 24, 3, 6)],
  ["Jan 1st, 2027 12:00 PM", "2027-01-01T12:00", local(2027, 0, 1, 12, 1)],
  ["Foo 1st, 2027 12:00 PM", undefined, undefined],
  ["some time", undefined, undefined],
];
test.each(TOLD)("Codex: try again at %s", (at, resets_local, instant) => {
  const limit = told(`You’ve hit your usage limit. Upgrade to Pro or try again at ${at}.`);
  expect(limit).toMatchObject({ kind: "usage", hard: true });
  expect(limit?.resets_local).toBe(resets_local as string);
  expect(limit && resetOf(limit, NOW)).toBe(instant as number);
});

test("an instant goes before the words, and those before a wait", () => {
  const resets_at = "2026-11-21T23:00:00.000Z";
  expect(resetOf({ resets_at, resets_local: "23:55", retry_after_ms: 1 }, NOW)).toBe(Date.parse(resets_at));
  expect(resetOf({ resets_local: "20:40", retry_after_ms: 1 }, NOW)).toBe(NOW + 11 * MINUTE);
  expect(resetOf({ retry_after_ms: 12_000 }, NOW)).toBe(NOW + 12_000);
  expect(resetOf({}, NOW)).toBeUndefined();
});
