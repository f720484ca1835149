import { expect, test } from "bun:test";
import { sentence, titleOf, vouchedBy } from "./words.ts";

test("a delivery is called by its event and action, or by where it came from", () => {
  expect(titleOf({ source: "github", event: "pull_request", action: "opened" })).toBe("pull_request · opened");
  expect(titleOf({ source: "github", event: "ping", action: null })).toBe("ping");
  expect(titleOf({ source: "webhook", event: null, action: null })).toBe("Webhook");
});

test("a reason becomes a sentence", () => {
  expect(sentence("it came before")).toBe("It came before.");
  expect(sentence("Too many hops.")).toBe("Too many hops.");
  expect(sentence("`text` does not contain x")).toBe("`text` does not contain x.");
});

test("who stands for a delivery is told", () => {
  expect(vouchedBy({ origin: "sent", verified: true })).toBe("its signature");
  expect(vouchedBy({ origin: "sent", verified: false })).toContain("nobody");
  expect(vouchedBy({ origin: "replay", verified: true })).toContain("a person");
});
