import { expect, test } from "bun:test";
import { size } from "./size.ts";

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [1_000, "1.0 kB"],
  [26_214_400, "26 MB"],
  [5_368_709_120, "5.4 GB"],
  [7e18, "7000000 TB"],
])("%d bytes are %s", (bytes, text) => expect(size(bytes)).toBe(text));
