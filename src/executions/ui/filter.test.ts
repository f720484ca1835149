import { expect, test } from "bun:test";
import { askedBy, readFilter } from "./filter.ts";

const now = Date.parse("2026-03-10T12:00:00Z");

test("of an address the known fields are taken, as text", () => {
  expect(readFilter({ tag: 5, status: "failed", text: "", colour: "red", reason: null })).toEqual({
    tag: "5",
    status: "failed",
  });
});

test("a span counts back from now, and words are no part of what is asked", () => {
  const asked = askedBy({ status: "failed", within: "24h", text: "timeout" }, now);
  expect(asked).toEqual({ status: "failed", since: "2026-03-09T12:00:00.000Z" });
});

test("days are the days of who looks, and the last one counts whole", () => {
  const asked = askedBy({ since: "2026-03-01", until: "2026-03-02" }, now);
  expect(asked).toEqual({
    since: new Date(2026, 2, 1).toISOString(),
    until: new Date(2026, 2, 3).toISOString(),
  });
  expect(askedBy({ since: "yesterday" }, now)).toEqual({ since: "yesterday" });
});
