import { expect, test } from "bun:test";
import { bytes } from "./bytes.ts";

test.each([
  [0, "0 B"],
  [999, "999 B"],
  [1_500, "1.5 kB"],
  [12_345_678, "12 MB"],
  [2 * 1024 ** 3, "2.1 GB"],
  [5e15, "5000 TB"],
])("%d is %s", (size, text) => expect(bytes(size)).toBe(text));
