import { afterAll, expect, test } from "bun:test";
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { CUT_READ, LONGEST_READ, type Mark, type RawLine, Splitter } from "./splitter.ts";

const dir = mkdtempSync(join(tmpdir(), "splitter-"));
afterAll(() => rmSync(dir, { recursive: true }));
const path = join(dir, "out");
const START: Mark = { offset: 0, cut: false };

function drain(splitter: Splitter): RawLine[] {
  const lines: RawLine[] = [];
  for (;;) {
    const slice = splitter.next();
    lines.push(...slice.lines);
    if (slice.ended) return lines;
  }
}

/** The file at once, to its end. */
function readAll(bytes: Uint8Array, mark = START): RawLine[] {
  writeFileSync(path, bytes);
  const splitter = new Splitter(path, mark);
  const lines = [...drain(splitter), ...splitter.last()];
  expect(splitter.mark).toEqual({ offset: bytes.length, cut: false });
  splitter.close();
  return lines;
}

const texts = (bytes: Uint8Array | string) => readAll(Buffer.from(bytes)).map(({ text }) => text);
const whole = (...lines: string[]) => lines.map((text) => ({ text, cut: false }));

test.each<[string, string | number[], string[]]>([
  ["an empty file", "", []],
  ["one line", "a\n", ["a"]],
  ["no final newline", "a\nb", ["a", "b"]],
  ["empty lines", "\n\na\n\n", ["", "", "a", ""]],
  ["CRLF", "a\r\nb\r\n\r\n", ["a", "b", ""]],
  ["a lone CR", "a\rb\r\r\nc\r", ["a\rb\r", "c\r"]],
  ["a byte order mark", [0xef, 0xbb, 0xbf, 0x61, 10], ["\ufeffa"]],
  ["invalid UTF-8", [0x61, 0xff, 0x62, 10, 0xe2, 0x82, 10, 0xc3], ["a\ufffdb", "\ufffd", "\ufffd"]],
  ["several bytes a character", "grüße ✓ 🎉\n", ["grüße ✓ 🎉"]],
  ["NUL and escapes", "\0\x1b[31mred\n", ["\0\x1b[31mred"]],
])("%s", (_, bytes, lines) => {
  expect(texts(Buffer.from(bytes as string))).toEqual(lines);
});

const piece = fc.oneof(
  fc.constantFrom("\n", "\r\n", "\r", "", "plain text", "ü", "€", "🎉", "\ufeff").map((text) => Buffer.from(text)),
  fc.uint8Array({ maxLength: 6 }).map((bytes) => Buffer.from(bytes)),
);
const output = fc.array(piece, { maxLength: 30 }).map((pieces) => Buffer.concat(pieces));

/** What the lines are by definition: the bytes between newlines, each decoded alone. */
function byDefinition(bytes: Buffer): string[] {
  const lines = bytes.toString("latin1").split("\n");
  const rest = lines.pop() ?? "";
  const decode = (line: string) => new TextDecoder("utf-8", { ignoreBOM: true }).decode(Buffer.from(line, "latin1"));
  return [...lines.map((line) => decode(line.replace(/\r$/, ""))), ...(rest === "" ? [] : [decode(rest)])];
}

test("the lines are the same however the bytes arrive", () => {
  fc.assert(
    fc.property(output, fc.array(fc.nat(200), { maxLength: 8 }), (bytes, cuts) => {
      writeFileSync(path, "");
      const splitter = new Splitter(path, START);
      const lines: RawLine[] = [];
      let from = 0;
      for (const to of [...cuts.toSorted((a, b) => a - b), bytes.length]) {
        appendFileSync(path, bytes.subarray(from, Math.max(from, to)));
        from = Math.max(from, to);
        lines.push(...drain(splitter));
      }
      lines.push(...splitter.last());
      splitter.close();
      expect(lines).toEqual(whole(...byDefinition(bytes)));
    }),
    { numRuns: 1_000 },
  );
});

test("a reader that stops at any byte and is opened anew at its mark has every line exactly once", () => {
  fc.assert(
    fc.property(output, fc.array(fc.nat(200), { maxLength: 8 }), (bytes, cuts) => {
      writeFileSync(path, "");
      const lines: RawLine[] = [];
      let mark = START;
      let from = 0;
      for (const to of cuts.toSorted((a, b) => a - b)) {
        appendFileSync(path, bytes.subarray(from, Math.max(from, to)));
        from = Math.max(from, to);
        const splitter = new Splitter(path, mark);
        lines.push(...drain(splitter));
        ({ mark } = splitter);
        splitter.close();
      }
      expect([...lines, ...readAll(bytes, mark)]).toEqual(whole(...byDefinition(bytes)));
    }),
    { numRuns: 1_000 },
  );
});

test("a mark holds between the slices of a large file", () => {
  const lines = Array.from({ length: 40_000 }, (_, i) => `line ${i} ${"ü".repeat(i % 40)}`);
  const bytes = Buffer.from(`${lines.join("\n")}\n`);
  writeFileSync(path, bytes);
  const seen: RawLine[] = [];
  let mark = START;
  for (let ended = false; !ended; ) {
    const splitter = new Splitter(path, mark);
    const slice = splitter.next();
    seen.push(...slice.lines);
    ({ mark } = splitter);
    ({ ended } = slice);
    splitter.close();
  }
  expect(seen).toEqual(whole(...lines));
});

const x = (length: number) => "x".repeat(length);

test.each<[string, string, RawLine[]]>([
  ["as long as may be", `${x(LONGEST_READ)}\nnext\n`, whole(x(LONGEST_READ), "next")],
  ["one byte longer", `${x(LONGEST_READ + 1)}\nnext\n`, [{ text: x(CUT_READ), cut: true }, ...whole("next")]],
  [
    "longer by half a slice",
    `${x(LONGEST_READ + 100_000)}\n\nnext`,
    [{ text: x(CUT_READ), cut: true }, ...whole("", "next")],
  ],
  [
    "twice as long",
    `first\n${x(2 * LONGEST_READ)}\nnext\n`,
    [...whole("first"), { text: x(CUT_READ), cut: true }, ...whole("next")],
  ],
  ["without end", x(LONGEST_READ + 300_000), [{ text: x(CUT_READ), cut: true }]],
  [
    "cut within a character",
    `x${"€".repeat(Math.ceil(LONGEST_READ / 3))}\n`,
    [{ text: `x${"€".repeat(Math.floor((CUT_READ - 1) / 3))}`, cut: true }],
  ],
])("a line %s is cut at the same place however it arrives", (_, text, expected) => {
  const bytes = Buffer.from(text);
  writeFileSync(path, bytes);
  const once = new Splitter(path, START);
  const atOnce = [...drain(once), ...once.last()];
  once.close();
  writeFileSync(path, "");
  let splitter = new Splitter(path, START);
  const slowly: RawLine[] = [];
  for (const to of [10, LONGEST_READ, LONGEST_READ + 1, LONGEST_READ + 50_000, bytes.length]) {
    const { size } = splitter;
    appendFileSync(path, bytes.subarray(size, Math.max(size, to)));
    slowly.push(...drain(splitter));
    const { mark } = splitter;
    if (!mark.cut) continue;
    splitter.close();
    splitter = new Splitter(path, mark);
  }
  slowly.push(...splitter.last());
  splitter.close();
  for (const lines of [atOnce, slowly]) {
    expect(lines.map(({ text, cut }) => [text.length, cut])).toEqual(
      expected.map(({ text, cut }) => [text.length, cut]),
    );
    expect(lines.every(({ text }, i) => text === expected[i]?.text)).toBe(true);
  }
});

test("a file that is shorter than its mark is no crash", () => {
  writeFileSync(path, "short\n");
  const splitter = new Splitter(path, { offset: 1_000, cut: false });
  expect([...drain(splitter), ...splitter.last()]).toEqual([]);
  splitter.close();
});
