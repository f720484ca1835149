import { expect, test } from "bun:test";
import { systemClock } from "~/kit/clock.ts";
import { jumpingClock } from "~/testing/jumping-clock.ts";
import { poll } from "./poll.ts";

const HOUR_MS = 3_600_000;

test("a clock set back does not make it wait longer", async () => {
  const clock = jumpingClock();
  const polled = poll(clock, 50, () => false);
  clock.jump(-HOUR_MS);
  expect(await Promise.race([polled, systemClock.sleep(2_000)])).toBe(false);
});

test("a clock set forward does not cut it short", async () => {
  const clock = jumpingClock();
  let looks = 0;
  const polled = poll(clock, 5_000, () => ++looks > 5);
  clock.jump(HOUR_MS);
  expect(await polled).toBe(true);
});
