import { expect, test } from "bun:test";
import { textLine } from "./log-text.ts";

const line = (fields: object) =>
  JSON.stringify({ level: "info", time: "2026-01-01T00:00:00.000Z", msg: "request", ...fields });

test("a line for people: when, how grave, what, and the fields", () => {
  const text = textLine(
    line({ method: "GET", route: "/a/{id}", status: 200, route_of: null, said: "two words" }),
    false,
  );
  expect(text).toBe(
    '2026-01-01T00:00:00.000Z INFO  request method=GET route=/a/{id} status=200 route_of=null said="two words"\n',
  );
});

test("an error stays on its line", () => {
  const { message, stack } = new TypeError("no\nURL");
  const text = textLine(line({ level: "error", err: { type: "TypeError", message, stack } }), false);
  expect(text).toStartWith('2026-01-01T00:00:00.000Z ERROR request err="TypeError: no\\nURL" at="');
  expect(text.indexOf("\n")).toBe(text.length - 1);
});

test("nothing in it moves the cursor or begins a line", () => {
  const evil = "\u001b[2J\r\nINFO forged\u009b31m\u007f";
  const text = textLine(line({ msg: evil, path: evil, nested: { evil } }), false);
  expect(text.trimEnd()).not.toMatch(/\p{Cc}/u);
});

test("only a terminal gets colours", () => {
  expect(textLine(line({}), true)).toContain("\u001b[36mINFO \u001b[0m");
  expect(textLine(line({}), false)).not.toContain("\u001b");
});
