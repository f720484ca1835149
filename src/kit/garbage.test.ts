import { expect, spyOn, test } from "bun:test";
import { discard } from "./garbage.ts";

const MIB = 1024 * 1024;

test("the collector is sent for each 4 MB that are passed on, and is not waited for", () => {
  using gc = spyOn(Bun, "gc");
  discard(4 * MIB);
  gc.mockClear();
  for (let mib = 0; mib < 40; mib++) discard(MIB);
  expect(gc.mock.calls).toEqual(Array.from({ length: 10 }, () => [false]));
});
