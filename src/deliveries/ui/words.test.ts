import { expect, test } from "bun:test";
import { decisiveFirst, sentence, titleOf, vouchedBy } from "./words.ts";

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

test("what decided comes before what did not", () => {
  const of = (trigger_id: string, fields = {}) => ({ trigger_id, holds: false, why: "", ...fields });
  const verdicts = [of("a"), of("b", { replay_of: "x" }), of("c", { holds: true, execution_id: "y" }), of("d")];
  expect(decisiveFirst(verdicts).map(({ trigger_id }) => trigger_id)).toEqual(["c", "b", "a", "d"]);
});

test("who stands for a delivery is told", () => {
  expect(vouchedBy({ origin: "sent", verified: true })).toBe("its signature");
  expect(vouchedBy({ origin: "sent", verified: false })).toContain("nobody");
  expect(vouchedBy({ origin: "replay", verified: true })).toContain("a person");
});
