import { expect, test } from "bun:test";
import { parsePs } from "./ps.ts";

test("reads a line of ps, whatever follows", () => {
  const line = "  501   1 Ss   Mon Nov  3 09:08:07 2025     /bin/sh -c exit 3";
  const started = Date.parse("Mon Nov 3 09:08:07 2025");
  expect(parsePs(line)).toEqual({ pid: 501, parent: 1, session: 0, started, gone: false });
  expect(parsePs("502 501 Z+ Mon Nov  3 09:08:07 2025")?.gone).toBe(true);
  expect(parsePs("")).toBeUndefined();
});
