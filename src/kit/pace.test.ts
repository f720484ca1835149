import { expect, test } from "bun:test";
import { Pace } from "./pace.ts";

test("turns that come in time follow each other closely, late ones leave room, and none waits too long", () => {
  const pace = new Pace(4, 100);
  expect(pace.ms).toBe(4);
  pace.took(0.2);
  expect(pace.ms).toBe(4);
  pace.took(2);
  expect(pace.ms).toBe(16);
  pace.took(50);
  expect(pace.ms).toBe(100);
  pace.took(0);
  expect(pace.ms).toBe(4);
});
