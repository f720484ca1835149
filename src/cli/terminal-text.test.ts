import { expect, test } from "bun:test";
import { terminalText } from "./terminal-text.ts";

test.each<[what: string, text: string, shown: string]>([
  ["plain text", "plain\ttext\nä 漢 🙂", "plain\ttext\nä 漢 🙂"],
  [
    "colours",
    "\x1b[1;31mred\x1b[0m \x1b[38;5;9mnine\x1b[38:2::1:2:3mtrue\x1b[m",
    "\x1b[1;31mred\x1b[0m \x1b[38;5;9mnine\x1b[38:2::1:2:3mtrue\x1b[m",
  ],
  ["movement and clearing", "a\x1b[2J\x1b[1;1H\x1b[?1049hb\x1b[6n", "ab"],
  ["what ends as a colour does and is none", "a\x1b[>4;2mb\x1b[?1mc\x1b[1 md", "abcd"],
  ["a title", "a\x1b]0;owned\x07b", "ab"],
  ["the clipboard", "a\x1b]52;c;cm0gLXJm\x1b\\b", "ab"],
  ["a link", "\x1b]8;;https://evil.example\x1b\\text\x1b]8;;\x1b\\", "text"],
  ["strings for devices and programs", "a\x1bPq#0\x1b\\b\x1b_G\x1b\\c\x1b^x\x1b\\d\x1bXy\x1b\\e", "abcde"],
  ["one that does not end", "a\x1b]52;c;cm0gLXJm", "a"],
  ["the same in one character each", "a\u009b2Jb\u009d0;owned\u009cc\u0090q\u009cd\u0085e", "abcde"],
  ["a colour in one character", "a\u009b31mb", "ab"],
  ["short ones", "a\x1bcb\x1b(0c\x1b7d\x1b#8e", "abcde"],
  ["single characters", "a\rb\bc\x07d\x7fe\x00f\x0eg", "abcdefg"],
  ["one that is cut off", "a\x1b[31", "a"],
  ["one within another", "a\x1b\x1b[2Jb\x1b[\x1b[31m2Jc\x1b\x07[2Jd", "ab\x1b[31m2Jc[2Jd"],
])("a terminal is shown the text and its colours: %s", (_, text, shown) => {
  expect(terminalText(text)).toBe(shown);
});

test("whatever comes, what a terminal obeys is a colour", () => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters
  const colour = /\x1b\[[\d;:]*m/g;
  const parts = ["\x1b", "[", "]", "2", ";", "m", "J", "\x07", "\\", "\u009b", "\u009d", "\u009c", "P", "?", " ", "\r"];
  for (let seed = 0; seed < parts.length ** 4; seed++) {
    const text = [0, 4, 8, 12].map((shift) => parts[(seed >> shift) & 15]).join("");
    expect(terminalText(`${text}[2m`).replaceAll(colour, "")).not.toMatch(/\p{Cc}/u);
  }
});
