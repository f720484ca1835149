import { expect, test } from "bun:test";
import { fakeClock } from "./clock.ts";
import { Portion } from "./portion.ts";

test("portions grow while turns are short, shrink when they are long, and keep their bounds", () => {
  const clock = fakeClock();
  const portion = new Portion(clock, { turn_ms: 10, least: 8, most: 40 });
  const turns = (ms: number, count: number) =>
    Array.from({ length: count }, () =>
      portion.turn((size) => {
        clock.advance(ms);
        return size;
      }),
    );
  expect(turns(9, 5)).toEqual([8, 16, 32, 40, 40]);
  expect(turns(10, 5)).toEqual([40, 20, 10, 8, 8]);
  expect(turns(1, 2)).toEqual([8, 16]);
});

test("a long way is gone in portions, and others get their turn in between", async () => {
  const clock = fakeClock();
  const seen: string[] = [];
  const walk = new Portion(clock, { turn_ms: 10, least: 1, most: 4 }).walk(0, 10, (at, size) => {
    seen.push(`${at} ${size}`);
    return at + size;
  });
  setImmediate(() => seen.push("another"));
  await walk;
  expect(seen).toEqual(["0 1", "1 2", "another", "3 4", "7 4"]);
});
