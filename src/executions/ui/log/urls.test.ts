import { expect, test } from "bun:test";
import { spansOf } from "./urls.ts";

test.each([
  ["see https://example.com/a?b=c#d.", ["https://example.com/a?b=c#d"]],
  ["(https://example.com/wiki/A_(b))", ["https://example.com/wiki/A_(b)"]],
  ["[x](http://a.test/), and http://b.test!", ["http://a.test/", "http://b.test"]],
  ["javascript://x%0Aalert(1) data://x ftp://a.test file:///etc/passwd", []],
  ["https://", []],
  ['<a href="https://a.test">', ["https://a.test"]],
  ["no address", []],
])("%j holds %j", (text, hrefs) => {
  const spans = spansOf(text);
  expect(spans.flatMap(({ href }) => href ?? [])).toEqual(hrefs);
  expect(spans.map((span) => span.text).join("")).toBe(text);
});
