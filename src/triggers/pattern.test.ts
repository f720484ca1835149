import { expect, test } from "bun:test";
import { compile, PATTERN_LIMIT, refusal, TEXT_LIMIT } from "./pattern.ts";

const ACCEPTED = String.raw`
foo ^foo$ foo.*bar ^.*foo.*bar \bfix\b (?i:urgent|asap) [A-Z]{2,10}-\d+ v\d+\.\d+ ^release/\d+\.\d+\.\d+$ \p{L}+!
^(feat|fix)(\(.+\))?:.+ ^(?:\w+,)*x ^([\w-]+\.)+[a-z]+$ (foo|bar)+$ \w+@\w+\.com ^\s*/deploy\b [^\]]+\] (?<n>a)b a{5000}
^https://[^/]+/(pulls?|issues)/\d+$ ^.*?ab$ x{2,}y \u{1f600}+ \x41\u0042\cA [^a-z]+z`;

const REFUSED = String.raw`
(a+)+$ (a+)+ ^(a+)+$ (a*)* (a*)*b (a|a)*$ (a|aa)+$ (a|ab|b)*c (.*)* (.*a){20} ([a-zA-Z]+)*$ (\w+\s?)*$ ^(\d+)*$
(x+x+)+y \s*\s*\s*x .*.*.*= foo.*bar.*baz (a{1,10}){1,10}b (a?){30}a{30} ((a|b)+c?)+$ ^(([a-z])+.)+[A-Z]([a-z])+$
(|a)+$ ()*x (\b)*a ((\b){9999}){9999} ^(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)(|)$
^(?i:k|\u212a)*$ (\d|[0-9])+$ (.|\n)*x ((ab)*)*c (?:a+b?)*$ \d{1,5000}\d{1,5000}x`;

const words = (text: string) => text.trim().split(/\s+/);

/** Whether a pattern, refused or not, is quick on text made to trouble it. */
function slowest(source: string): number {
  const units = ["a", "ab", "foo", "1.", "x,", "a.", " ", "Ab-", "bar", "v1"];
  return Math.max(
    ...units.map((unit) => {
      const text = `${unit.repeat(TEXT_LIMIT / unit.length)}\n`;
      const start = performance.now();
      compile(source)?.test(text);
      return performance.now() - start;
    }),
  );
}

test.each(words(ACCEPTED))("%s is accepted and quick", (source) => {
  expect(refusal(source)).toBeUndefined();
  expect(slowest(source)).toBeLessThan(2000);
});

test.each([...words(REFUSED), `${"a?".repeat(40)}${"a".repeat(40)}`])("%s is refused", (source) =>
  expect(refusal(source)).toStartWith("may take too long"),
);

test.each([
  ["(", "is not a regular expression"],
  ["[b-a]", "is not a regular expression"],
  ["*", "is not a regular expression"],
  ["\\", "is not a regular expression"],
  ["(a)\\1", "must do without look-around"],
  ["(?<x>a)\\k<x>", "must do without look-around"],
  ["(?=a)b", "must do without look-around"],
  ["(?<!a)b", "must do without look-around"],
  ["(?m:^a$)", "must do without look-around"],
  ["a".repeat(PATTERN_LIMIT + 1), "must be at most 200 characters"],
])("%s %s", (source, why) => expect(refusal(source)).toStartWith(why));
