import { expect, test } from "bun:test";
import { fakeClock } from "~/kit/clock.ts";
import { jumpingClock } from "~/testing/jumping-clock.ts";
import { startTicker } from "./ticker.ts";

test("it looks at the instant it was told, and after 30 s whatever it was told", () => {
  const clock = jumpingClock(fakeClock(0));
  const looks: number[] = [];
  const ticker = startTicker(clock, () => {
    looks.push(clock.now());
    return clock.now() < 65_000 ? 65_000 : Number.POSITIVE_INFINITY;
  });
  clock.advance(64_999);
  expect(looks).toEqual([0, 30_000, 60_000]);
  clock.advance(1);
  expect(looks).toEqual([0, 30_000, 60_000, 65_000]);
  ticker.stop();
  clock.advance(60_000);
  expect(looks).toHaveLength(4);
});

test("a clock that is set is seen within 30 s", () => {
  const clock = jumpingClock(fakeClock(0));
  const looks: number[] = [];
  startTicker(clock, () => {
    looks.push(clock.now());
    return Number.POSITIVE_INFINITY;
  });
  clock.advance(1_000);
  clock.jump(3 * 86_400_000);
  clock.advance(29_000);
  expect(looks).toEqual([0, 3 * 86_400_000 + 30_000]);
});

test("a ring brings the next look forward, and there is never more than one to come", () => {
  const clock = fakeClock(0);
  let looks = 0;
  const ticker = startTicker(clock, () => {
    looks += 1;
    return Number.POSITIVE_INFINITY;
  });
  clock.advance(10_000);
  for (let i = 0; i < 5; i++) ticker.ring();
  clock.advance(0);
  expect(looks).toBe(2);
  clock.advance(30_000);
  expect(looks).toBe(3);
});
