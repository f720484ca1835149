import { expect, test } from "bun:test";
import fc from "fast-check";
import { Heights } from "./heights.ts";

const COUNT = 2_000;

test("rows lie under one another, whichever were seen to be higher", () => {
  const seen = fc.array(fc.tuple(fc.nat(COUNT - 1), fc.integer({ min: 20, max: 400 })));
  fc.assert(
    fc.property(seen, fc.nat(COUNT - 1), (measured, row) => {
      const heights = new Heights(20);
      const plain = Array<number>(COUNT).fill(20);
      for (const [at, px] of measured) {
        heights.set(at, px);
        plain[at] = px;
      }
      const top = plain.slice(0, row).reduce((sum, px) => sum + px, 0);
      expect(heights.top(row)).toBe(top);
      expect(heights.rowAt(top, COUNT)).toBe(row);
      expect(heights.rowAt(top + (plain[row] ?? 0) - 1, COUNT)).toBe(row);
    }),
  );
});
