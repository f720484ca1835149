import { expect, test } from "bun:test";
import { Trust } from "./trust.ts";

const failing = (code: string) => () => {
  throw Object.assign(new Error("disk I/O error"), { code });
};
const isLost = (trust: Trust) => Bun.peek.status(trust.lost) === "fulfilled";

test("a write that fails is its writer's affair, and the next may be done", () => {
  const trust = new Trust();
  for (const code of ["SQLITE_IOERR_WRITE", "SQLITE_FULL", "SQLITE_BUSY"])
    expect(() => trust.watch(failing(code))).toThrow("disk I/O error");
  expect(trust.watch(() => 1)).toBe(1);
  expect(isLost(trust)).toBe(false);
});

test("after an fsync that failed nothing is written, and whoever waits for it is told", () => {
  const trust = new Trust();
  expect(() => trust.watch(failing("SQLITE_IOERR_FSYNC"))).toThrow("disk I/O error");
  let written = false;
  const write = () => {
    written = true;
  };
  expect(() => trust.watch(write)).toThrow("disk I/O error");
  expect([written, isLost(trust)]).toEqual([false, true]);
});

test("wrapped by the query builder it is known too", () => {
  const trust = new Trust();
  const cause = Object.assign(new Error("inside"), { code: "SQLITE_IOERR_FSYNC" });
  const wrapped = () => {
    throw new Error("Failed query", { cause });
  };
  expect(() => trust.watch(wrapped)).toThrow("Failed query");
  expect(() => trust.watch(() => 1)).toThrow("Failed query");
});
