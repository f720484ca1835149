import { expect, test } from "bun:test";
import { type Entity, idMaker, idParam, PREFIXES } from "./ids.ts";

const entities = Object.keys(PREFIXES) as Entity[];

test("ids sort by age", () => {
  let now = 0;
  const newId = idMaker(() => now);
  const ids = [1, 2, 31, 32, 33, 1_000, Date.UTC(2026, 0, 1), Date.UTC(2099, 0, 1), 2 ** 48 - 1].map((at) => {
    now = at;
    return newId("execution");
  });
  expect(ids.toSorted()).toEqual(ids);
});

test("ids of one millisecond sort in the order they were made, also when the clock is set back", () => {
  let now = Date.UTC(2026, 0, 1);
  const newId = idMaker(() => now);
  const ids = Array.from({ length: 10_000 }, (_, i) => {
    if (i === 5_000) now -= 3_600_000;
    return newId("attempt");
  });
  expect(ids.toSorted()).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
});

test("two makers of the same moment do not meet", () => {
  const make = () => idMaker(() => 1)("boot");
  expect(new Set(Array.from({ length: 1_000 }, make)).size).toBe(1_000);
});

test.each(entities)("the schema of %s takes its own ids and no other's", (entity) => {
  const id = idMaker(() => Date.UTC(2026, 0, 1))(entity);
  for (const other of entities) expect(idParam(other).safeParse(id).success).toBe(other === entity);
});

test.each([
  ["empty", ""],
  ["the prefix alone", "exec-"],
  ["a short one", "exec-01kb3m6g00000000000"],
  ["a long one", "exec-01kb3m6g0000000000000"],
  ["upper case", "exec-01KB3M6G000000000000"],
  ["a letter that is not used", "exec-01kb3m6g00000000000i"],
  ["a path", "exec-../../etc/passwd/000"],
  ["a newline behind", "exec-01kb3m6g000000000000\n"],
  ["a number", 7],
])("the schema refuses %s", (_, id) => {
  expect(idParam("execution").safeParse(id).success).toBe(false);
});
