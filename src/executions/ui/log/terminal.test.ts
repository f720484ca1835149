import { expect, test } from "bun:test";
import { piecesOf, textOf } from "./terminal.ts";

const ESC = "\x1b";
const looksOf = (line: string) => piecesOf(line).map(({ text, look }) => [text, look.fg, look.bg, ...look.marks]);

test.each([
  ["plain", "plain"],
  ["a\tb", "a\tb"],
  ["10%\r20%\r100%", "100%"],
  ["downloading\rdone", "doneloading"],
  [`downloading\rdone${ESC}[K`, "done"],
  [`downloading${ESC}[2K\rdone`, "done"],
  [`abc${ESC}[1Kd`, "   d"],
  ["abc\b\bX", "aXc"],
  ["the last\r", "the last"],
  [`${ESC}]0;a title\x07text`, "text"],
  [`${ESC}]8;;javascript:alert(1)${ESC}\\click${ESC}]8;;${ESC}\\`, "click"],
  [`${ESC}]0;a title without an end`, ""],
  [`${ESC}[2J${ESC}[H${ESC}[?25ltext${ESC}[?25h`, "text"],
  [`${ESC}[>4;2mtext${ESC}(B${ESC}=`, "text"],
  [`cut in an escape ${ESC}[3`, "cut in an escape "],
  ["a\x00b\x07c\x9b", "abc"],
  ["👍\rok", "ok"],
])("%j is read as %j", (line, text) => {
  expect(textOf(line)).toBe(text);
});

test.each([
  [
    `${ESC}[31mred${ESC}[0m plain`,
    [
      ["red", "red", undefined],
      [" plain", undefined, undefined],
    ],
  ],
  [
    `${ESC}[31mred${ESC}[1mbold`,
    [
      ["red", "red", undefined],
      ["bold", "red", undefined, "bold"],
    ],
  ],
  [
    `${ESC}[1;4mboth${ESC}[22mone`,
    [
      ["both", undefined, undefined, "bold", "underline"],
      ["one", undefined, undefined, "underline"],
    ],
  ],
  [
    `${ESC}[97;44mon blue${ESC}[49mno ground`,
    [
      ["on blue", "bright-white", "blue"],
      ["no ground", "bright-white", undefined],
    ],
  ],
  [
    `${ESC}[38;5;208morange${ESC}[39mnone`,
    [
      ["orange", "255,135,0", undefined],
      ["none", undefined, undefined],
    ],
  ],
  [
    `${ESC}[38;5;9mbright${ESC}[48;5;240mgray`,
    [
      ["bright", "bright-red", undefined],
      ["gray", "bright-red", "88,88,88"],
    ],
  ],
  [
    `${ESC}[38;2;1;2;3mtrue${ESC}[32mgreen`,
    [
      ["true", "1,2,3", undefined],
      ["green", "green", undefined],
    ],
  ],
  [
    `${ESC}[38:2::1:2:3mcolons${ESC}[4:3mcurly`,
    [
      ["colons", "1,2,3", undefined],
      ["curly", "1,2,3", undefined, "underline"],
    ],
  ],
  [
    `${ESC}[mnothing${ESC}[999munknown`,
    [
      ["nothing", undefined, undefined],
      ["unknown", undefined, undefined],
    ],
  ],
])("%j has its looks", (line, looks) => {
  expect(looksOf(line)).toEqual(looks);
});

test("what is written over what stands there brings its own look", () => {
  const written = looksOf(`${ESC}[31mredred${ESC}[0m\rab`);
  expect(written).toEqual([
    ["ab", undefined, undefined],
    ["dred", "red", undefined],
  ]);
});
