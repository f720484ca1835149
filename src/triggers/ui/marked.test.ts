import { expect, test } from "bun:test";
import { partsOf } from "./marked.ts";

test("a prompt is taken apart at what came from outside, and nothing of it is lost", () => {
  const prompt = "Say hello, twice: hello.";
  const untrusted = [
    { start: 4, end: 9, placeholder: "message" },
    { start: 18, end: 24, placeholder: "payload.text" },
  ];
  const parts = partsOf({ prompt, untrusted });
  expect(parts).toEqual([
    { start: 0, text: "Say " },
    { start: 4, text: "hello", placeholder: "message" },
    { start: 9, text: ", twice: " },
    { start: 18, text: "hello.", placeholder: "payload.text" },
  ]);
  expect(parts.map(({ text }) => text).join("")).toBe(prompt);
  expect(partsOf({ prompt: "all ours", untrusted: [] })).toEqual([{ start: 0, text: "all ours" }]);
});
