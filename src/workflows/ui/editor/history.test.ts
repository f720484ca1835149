import { expect, test } from "bun:test";
import { begin, put, redo, settle, undo } from "./history.ts";

test("changes are taken back and made again; a new one forgets what was taken back", () => {
  const three = put(put(begin("a"), "b"), "c");
  const back = undo(three);
  expect([back.now, undo(back).now, undo(undo(back)).now]).toEqual(["b", "a", "a"]);
  expect([redo(back).now, redo(redo(back)).now]).toEqual(["c", "c"]);
  expect(redo(put(back, "d")).now).toBe("d");
});

test("letters of one field are one step, those of two fields are two", () => {
  const typed = ["p", "pr", "pro"].reduce((history, text) => put(history, text, "prompt"), begin(""));
  expect(undo(typed).now).toBe("");
  const both = put(typed, "pro!", "name");
  expect(undo(both).now).toBe("pro");
  expect(undo(put(undo(both), "x", "prompt")).now).toBe("pro");
});

test("what the server makes of it is no step", () => {
  const saved = settle(put(begin("a"), "b"), "B");
  expect([saved.now, undo(saved).now]).toEqual(["B", "a"]);
});
