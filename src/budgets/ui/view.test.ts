import { expect, test } from "bun:test";
import { readView } from "./view.ts";

test("what an address says is taken where it is known, and passed over where it is not", () => {
  expect(readView({ tab: "prices", days: 7, of: "tokens", by: "account", model: "opus" })).toEqual({
    ...{ tab: "prices", days: 7, of: "tokens", by: "account", model: "opus" },
  });
  expect(readView({ tab: "usage", days: 30, of: "cost", by: "colour", model: "", further: 1 })).toEqual({});
});
