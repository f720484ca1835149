import { expect, test } from "bun:test";
import fc from "fast-check";
import { hidesSomething, naughtyStrings } from "~/testing/naughty-strings.ts";
import { visible } from "./visible.ts";

test.each([
  ["a\0b", "ab"],
  ["a\r\nb\rc\nd\te", "a\nb\nc\nd\te"],
  ["a\u2028b", "a\nb"],
  ["\x1b[31mred\x07", "[31mred"],
  ["user\u202etxt.exe\u202c", "usertxt.exe"],
  ["i\u200bg\u200cn\u200do\u2060r\ufeffe\u00ad", "ignore"],
  [`x${String.fromCodePoint(0xe0069, 0xe0067, 0xe007f)}y`, "xy"],
  ["a\u{e0100}\u{e01ef}\ufe00b", "ab"],
  ["❤\ufe0f a\ufe0f ❤\ufe0f\ufe0f", "❤\ufe0f a ❤\ufe0f"],
  ["\u{e001}\u0600\u06dd", "\u{e001}\u0600\u06dd"],
  ["a\ud800b\udc00", "a\ufffdb\ufffd"],
  ["\ud800\0\udc00", "\ufffd\ufffd"],
  ["a<!-- x -->b", "ab"],
  ["a<!-- x", "a"],
  ["a<!-->b", "ab"],
  ["a<!--->b", "ab"],
  ["a<!-- x --!>b", "ab"],
  ["a<!\u200b-- x --\u200d>b", "ab"],
  ["<!<!-- -->-- x -->y", "y"],
  ["<<!-- -->!-- x -->y", "y"],
  ["<!-<!-- -->- x -->y", "y"],
  ["<<!-- -->!<!-- -->-- x -->y", "y"],
  ["<<<!---->!---->!---->y", "y"],
  ["a --> b <! - -", "a --> b <! - -"],
  ["שלום عليكم 田中 é 😀 {message} $1", "שלום عليكم 田中 é 😀 {message} $1"],
])("%j", (text, expected) => expect(visible(text)).toBe(expected));

test("stripping is total and does all of its work at once", () => {
  const piece = fc.oneof(
    fc.constantFrom("<", "!", "--", "-", ">", "<!--", "-->", "a"),
    fc.constantFrom(...naughtyStrings),
  );
  const unit = fc.oneof(
    piece,
    fc.string({ unit: "binary" }),
    fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
  );
  fc.assert(
    fc.property(fc.array(unit, { maxLength: 30 }), (units) => {
      const once = visible(units.join(""));
      expect(hidesSomething(once)).toBe(false);
      expect(visible(once)).toBe(once);
    }),
    { numRuns: 1000 },
  );
});

test("no character outside the lists is lost", () => {
  const seen = fc.string({ unit: "grapheme-ascii" }).filter((text) => !text.includes("<!--"));
  fc.assert(
    fc.property(seen, (text) => expect(visible(text)).toBe(text)),
    { numRuns: 1000 },
  );
});

test("there are enough hostile strings, and none keeps what is hidden", () => {
  expect(naughtyStrings.length).toBeGreaterThanOrEqual(461);
  for (const text of naughtyStrings) expect(hidesSomething(visible(text))).toBe(false);
});

test.each([
  ["nested", `${"<".repeat(300_000)}${"!---->".repeat(300_000)}`],
  ["unclosed", "<!--".repeat(500_000)],
  ["many", "<!-- -->".repeat(250_000)],
  ["many, each behind a letter,", "a<!---->".repeat(131_072)],
  ["many half open", "<!<!---->a".repeat(131_072)],
])("a megabyte of %s comments takes no second", (_, text) => {
  const start = performance.now();
  visible(text);
  expect(performance.now() - start).toBeLessThan(1000);
});
