import { expect, test } from "bun:test";
import { bytes } from "./bytes.ts";

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [1_000, "1.0 kB"],
  [1_500, "1.5 kB"],
  [12_345_678, "12 MB"],
  [26_214_400, "26 MB"],
  [2 * 1024 ** 3, "2.1 GB"],
  [5_368_709_120, "5.4 GB"],
  [5e15, "5000 TB"],
  [7e18, "7000000 TB"],
])("%d is %s", (size, text) => expect(bytes(size)).toBe(text));
