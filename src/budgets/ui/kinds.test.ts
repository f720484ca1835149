import { expect, test } from "bun:test";
import { stacked } from "./kinds.ts";

test("each layer stands on those before it", () => {
  const layers = [
    [1, 2],
    [10, 0],
    [100, 5],
  ];
  expect(stacked(layers)).toEqual([
    [1, 2],
    [11, 2],
    [111, 7],
  ]);
});
