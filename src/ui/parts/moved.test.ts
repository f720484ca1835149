import { expect, test } from "bun:test";
import { moved } from "./moved.ts";

test.each([
  [0, 2, "bcad"],
  [3, 0, "dabc"],
  [1, 1, "abcd"],
  [2, 3, "abdc"],
])("from %d to %d", (from, to, order) => expect(moved([..."abcd"], from, to).join("")).toBe(order));
