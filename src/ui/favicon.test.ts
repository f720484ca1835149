import { expect, test } from "bun:test";
import { favicon, titleOf } from "./favicon.ts";

test("the title says what runs, and where one is", () => {
  expect(titleOf("Home", 2)).toBe("2 running · Agented");
  expect(titleOf("Executions", 0)).toBe("Executions · Agented");
  expect(titleOf(undefined, 0)).toBe("Agented");
});

test("each state has a drawing of its own, which a page may show under its policy", () => {
  const drawn = (["idle", "running", "offline"] as const).map(favicon);
  expect(new Set(drawn).size).toBe(3);
  for (const url of drawn) expect(url).toMatch(/^data:image\/svg\+xml,[\w%.~!*'()-]+$/);
});
