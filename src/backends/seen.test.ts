import { expect, test } from "bun:test";
import { fold, type Limit, type Seen } from "./index.ts";

const soft: Limit = { scope: "account", kind: "rate", hard: false, message: "slow down" };
const hard: Limit = {
  scope: "account",
  kind: "usage",
  hard: true,
  resets_at: "2026-01-01T00:00:00.000Z",
  message: "x",
};

test("parts are appended, a whole text replaces", () => {
  const parts = ["a", "b"].map((text) => ({ kind: "text" as const, text, part: true }));
  expect(fold({}, parts).text).toBe("ab");
  expect(fold({}, [...parts, { kind: "text", text: "c" }]).text).toBe("c");
  expect(fold({}, [...parts, { kind: "end", ok: true, text: "d" }]).text).toBe("d");
  expect(fold({}, [...parts, { kind: "end", ok: true }])).toMatchObject({ text: "ab", end: { ok: true } });
});

test("stays small: the end of a long text, the last lines of stderr", () => {
  const lines = Array.from({ length: 50_000 }, (_, at) => ({
    kind: "text" as const,
    text: `line ${at}\n`,
    part: true,
  }));
  const { text = "" } = fold({}, lines);
  expect(text.length).toBeLessThanOrEqual(64 * 1024);
  expect(text).toStartWith("line ");
  expect(text).toEndWith("line 49999\n");
  expect(fold({}, [{ kind: "text", text: "😀".repeat(40_000) }]).text?.isWellFormed()).toBe(true);
  const { stderr = [] } = fold(
    {},
    Array.from({ length: 9 }, (_, at) => ({ kind: "stderr" as const, line: `${at}` })),
  );
  expect(stderr).toEqual(["4", "5", "6", "7", "8"]);
  const long = fold(
    {},
    Array.from({ length: 9 }, () => ({ kind: "stderr" as const, line: "y".repeat(1_500) })),
  );
  expect(long.stderr?.join("").length).toBeLessThanOrEqual(2 * 1024);
});

test("a hard limit is not talked away by a soft one, and keeps the reset it named first", () => {
  const seen = fold({}, [
    { kind: "limit", limit: hard },
    { kind: "limit", limit: soft },
    { kind: "limit", limit: { ...hard, resets_at: undefined, message: "the sentence" } },
  ]);
  expect(seen.limit).toEqual({ ...hard, message: "the sentence" });
});

test("changes nothing it was given, and is JSON", () => {
  const before: Seen = Object.freeze({ text: "a", stderr: Object.freeze(["x"]) as string[] });
  const after = fold(before, [
    { kind: "text", text: "b", part: true },
    { kind: "stderr", line: "y" },
    { kind: "end", ok: false, failure: { reason: "api_error", detail: "z" } },
  ]);
  expect(before).toEqual({ text: "a", stderr: ["x"] });
  expect(JSON.parse(JSON.stringify(after))).toEqual(after);
  expect(fold(before, [])).toBe(before);
});
