import { expect, test } from "bun:test";
import { mark, markedBy } from "./marker.ts";

const first = "exec-01kb3m6g000000000001";
const second = "exec-01kb3m6g000000000002";

test("what is marked is known again, wherever it lies", () => {
  const payload = { comment: { body: mark("Looks good.", first) }, issue: { labels: [{ note: mark("", second) }] } };
  expect(markedBy(payload).sort()).toEqual([first, second]);
  expect(mark("Looks good.", first)).toStartWith("Looks good.\n");
});

test("no mark stands for an earlier one that is beside it", () => {
  expect(markedBy({ body: `${mark("quoted", second)} and ${mark("mine", first)}` }).sort()).toEqual([first, second]);
});

test.each([`agented/${first}`, `Work of ${first}`, `refs/heads/agented/${first}`, first])(
  "%s names its execution",
  (text) => expect(markedBy({ pushed: [text] })).toEqual([first]),
);

test.each([
  "<!-- agented:exec-1 -->",
  "<!-- agented:trig-01kb3m6g000000000001 -->",
  "exec-01kb3m6g000000000001x",
  "aexec-01kb3m6g000000000001",
])("%s is no mark", (body) => expect(markedBy({ body })).toEqual([]));

test.each([[undefined], [null], [7], [[]], ["text"]])("%j bears none", (payload) =>
  expect(markedBy(payload)).toEqual([]),
);

test("neither depth nor breadth ends the search", () => {
  const deep = JSON.parse(`${"[".repeat(50_000)}${JSON.stringify(mark("", first))}${"]".repeat(50_000)}`);
  expect(markedBy(deep)).toEqual([first]);
  expect(markedBy([...Array(2_000_000).fill("x"), mark("", first)])).toEqual([first]);
});
