import { afterEach, beforeEach, expect, test } from "bun:test";
import { fakeClock } from "~/kit/clock.ts";
import { openTest } from "~/testing/server.ts";
import { LineStore, type NewLine } from "./line-store.ts";
import { getExecution, linesAfter } from "./store.ts";

const MAX = 256 * 1024;
const KIB = 1024;
let app: Awaited<ReturnType<typeof openTest>>;
let id: string;

beforeEach(async () => {
  // Its time stands still, so nothing is claimed: the execution is a row and no more.
  app = await openTest({ MAX_STORED_BYTES: String(MAX) }, { clock: fakeClock() });
  id = await app.client.start(["true"]);
});

afterEach(() => app[Symbol.asyncDispose]());

const row = () => getExecution(app.ctx.db.orm, id);
const open = () => new LineStore(app.ctx, row());
const line = (text: string): NewLine => ({ attempt: 1, offset_ms: 0, stream: "stdout", text });
const add = (store: LineStore, ...texts: string[]) => app.ctx.db.tx(() => store.append(texts.map(line)));
const stored = () => linesAfter(app.ctx, id, 0, 1_000_000, Number.MAX_SAFE_INTEGER);
/** What a line costs besides its text. */
const ROW = 100;
const numbered = (n: number) => `${String(n).padStart(6, "0")} ${"x".repeat(1_017 - ROW)}`;
const numbers = () =>
  stored()
    .filter(({ stream }) => stream === "stdout")
    .map(({ text }) => Number(text.slice(0, 6)));
const MARK = "[cut: the line is longer than 64 KiB]";

test("lines are numbered without a gap, over batches and over a restart", () => {
  const store = open();
  add(store, "a", "b");
  add(store, "c");
  add(open(), "d", "");
  expect(stored().map(({ seq, text }) => [seq, text])).toEqual([
    [1, "a"],
    [2, "b"],
    [3, "c"],
    [4, "d"],
    [5, ""],
  ]);
  expect(row()).toMatchObject({ last_seq: 5, stored_bytes: 4 + 5 * ROW, gap_seq: null, dropped_lines: 0 });
});

test.each([
  ["of 64 KiB", "x".repeat(64 * KIB), "x".repeat(64 * KIB)],
  ["a byte longer", "x".repeat(64 * KIB + 1), `${"x".repeat(64 * KIB)} ${MARK}`],
  ["of long characters that fit", "€".repeat(21_845), "€".repeat(21_845)],
  ["cut within a character", `x${"€".repeat(30_000)}`, `x${"€".repeat(21_845)} ${MARK}`],
  ["cut between surrogates", `xy${"🎉".repeat(30_000)}`, `xy${"🎉".repeat(16_383)} ${MARK}`],
  ["with a byte order mark", `\ufeff${"x".repeat(70_000)}`, `\ufeff${"x".repeat(64 * KIB - 3)} ${MARK}`],
])("a line %s", (_, text, kept) => {
  add(open(), text);
  expect(stored()[0]?.text === kept).toBe(true);
});

test("up to half of MAX_STORED_BYTES nothing is marked, up to all of it nothing is lost", () => {
  const store = open();
  for (let i = 1; i <= 128; i++) add(store, numbered(i));
  expect([row().gap_seq, row().stored_bytes]).toEqual([null, MAX / 2]);
  for (let i = 129; i <= 256; i++) add(store, numbered(i));
  expect(numbers()).toEqual(Array.from({ length: 256 }, (_, i) => i + 1));
  expect(row()).toMatchObject({ gap_seq: 129, dropped_lines: 0, stored_bytes: MAX });
  expect(stored()[128]).toMatchObject({ stream: "system", text: "[from here on the newest lines are kept]" });
});

test.each([
  ["in one life", false],
  ["over restarts", true],
])("of more the head and the newest are kept, %s", (_, restarts) => {
  const total = 1_500;
  let store = open();
  for (let i = 1; i <= total; i += 3) {
    add(store, numbered(i), numbered(i + 1), numbered(i + 2));
    if (restarts && i % 100 === 1) store = open();
    const { stored_bytes } = row();
    expect(stored_bytes).toBeLessThanOrEqual(MAX);
    if (i > 300) expect(stored_bytes).toBeGreaterThan(MAX * 0.9);
  }
  const kept = numbers();
  expect(kept.slice(0, 128)).toEqual(Array.from({ length: 128 }, (_, i) => i + 1));
  const tail = kept.slice(128);
  expect(tail).toEqual(Array.from({ length: tail.length }, (_, i) => total - tail.length + 1 + i));
  const { dropped_lines, last_seq, stored_bytes } = row();
  expect(dropped_lines).toBe(total - kept.length);
  expect(last_seq).toBe(total + 1);
  expect(stored_bytes).toBe(kept.length * KIB);
  const markers = stored().filter(({ stream }) => stream === "system");
  const text = `[${dropped_lines} lines were not kept here: the log is longer than MAX_STORED_BYTES]`;
  expect(markers).toMatchObject([{ seq: 129, text }]);
});

test("one batch that is larger than all keeps its newest lines", () => {
  add(open(), ...Array.from({ length: 5_000 }, (_, i) => numbered(i + 1)));
  expect(numbers().at(-1)).toBe(5_000);
  expect(row().stored_bytes).toBeLessThanOrEqual(MAX);
  expect(row().dropped_lines).toBe(5_000 - numbers().length);
});

test("lines that nobody read are counted, and nothing stands before them but the head", () => {
  const store = open();
  for (let i = 1; i <= 200; i++) add(store, numbered(i));
  app.ctx.db.tx(() => store.append([line(numbered(1_201))], 1_000));
  expect(numbers()).toEqual([...Array.from({ length: 128 }, (_, i) => i + 1), 1_201]);
  expect(row()).toMatchObject({ dropped_lines: 1_072, stored_bytes: 129 * KIB });
  app.ctx.db.tx(() => store.append([], 5));
  app.ctx.db.tx(() => store.append([], 5));
  expect(stored().find(({ stream }) => stream === "system")?.text).toStartWith("[1083 lines were not kept here");
});

test("another execution's lines are left alone", async () => {
  const other = await app.client.start(["true"]);
  app.ctx.db.tx((tx) => new LineStore(app.ctx, getExecution(tx, other)).append([line("mine")]));
  const store = open();
  for (let i = 0; i < 600; i++) add(store, numbered(i));
  expect(linesAfter(app.ctx, other, 0, 10)).toMatchObject([{ seq: 1, text: "mine" }]);
});
