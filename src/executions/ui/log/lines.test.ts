import { afterAll, beforeAll, expect, test } from "bun:test";
import { until } from "~/testing/until.ts";
import type { Line } from "../../model.ts";
import { Lines, type Missing } from "./lines.ts";

const line = (seq: number, text = `line ${seq}`): Line => ({ seq, attempt: 1, offset_ms: seq, stream: "stdout", text });
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => line(from + i));

/** A server that has these lines. */
function served(last: number, missing?: Missing) {
  const asked: number[] = [];
  const kept = (seq: number) => !missing || seq < missing.from || seq > missing.to;
  const load = async (after: number, limit: number) => {
    asked.push(after);
    const lines = range(after + 1, last)
      .filter(({ seq }) => kept(seq))
      .slice(0, limit);
    return { lines, next_after: 0, last_seq: last, missing: missing ?? null };
  };
  return { asked, load };
}

// There are no frames here: they are drawn at once.
const { requestAnimationFrame: before } = globalThis;
beforeAll(() => {
  globalThis.requestAnimationFrame = (draw) => setTimeout(draw, 0) as unknown as number;
});
afterAll(() => {
  globalThis.requestAnimationFrame = before;
});
const here = (lines: Lines, seq: number) => until(`line ${seq}`, () => lines.at(seq));

test("what is looked at is loaded, once and in pages", async () => {
  const { asked, load } = served(2_000);
  const lines = new Lines(2_000, load);
  lines.want(990, 1_010);
  lines.want(991, 1_011);
  await here(lines, 991);
  await here(lines, 1_011);
  expect(asked.sort()).toEqual([1_000, 500]);
  expect([lines.at(991)?.text, lines.at(1_500)?.text, lines.at(1_501)]).toEqual(["line 991", "line 1500", undefined]);
});

test("lines that come while their page is on its way are neither lost nor doubled", async () => {
  const { load } = served(700);
  const lines = new Lines(700, load);
  lines.want(690, 699);
  lines.append(range(701, 720));
  await here(lines, 691);
  expect([lines.count, lines.held, lines.at(700)?.seq, lines.at(720)?.seq]).toEqual([720, 220, 700, 720]);
});

test("a tab holds a part of what it was told", () => {
  const lines = new Lines(0, served(0).load);
  lines.want(0, 20);
  for (let from = 1; from < 100_000; from += 250) lines.append(range(from, from + 249));
  expect(lines.count).toBe(100_000);
  expect(lines.held).toBeLessThanOrEqual(30_000);
  expect(lines.at(1)?.seq).toBe(1);
  const long = new Lines(0, served(0).load);
  for (let seq = 1; seq < 3_000; seq++) long.append([line(seq, "x".repeat(64 * 1024))]);
  expect(long.held).toBeLessThanOrEqual(1_000);
});

test("a line keeps its number when others before it were not kept", async () => {
  const missing = { from: 1_001, to: 5_000 };
  const { load } = served(6_000, missing);
  const lines = new Lines(6_000, load);
  await lines.refresh();
  expect(lines.count).toBe(2_000);
  expect([lines.seqOf(999), lines.seqOf(1_000), lines.seqOf(1_999)]).toEqual([1_000, 5_001, 6_000]);
  expect([lines.rowOf(1_000), lines.rowOf(3_000), lines.rowOf(5_001)]).toEqual([999, 999, 1_000]);
  lines.want(995, 1_005);
  expect((await here(lines, 1_000)).seq).toBe(1_000);
  expect((await here(lines, 5_001)).seq).toBe(5_001);
});

test("what could not be loaded is asked for again", async () => {
  const { load } = served(100);
  let away = true;
  const lines = new Lines(100, async (after, limit) => {
    if (away) throw new Error("the server is away");
    return load(after, limit);
  });
  lines.want(0, 20);
  await Promise.resolve();
  away = false;
  await Promise.resolve();
  lines.want(0, 20);
  expect((await here(lines, 1)).seq).toBe(1);
});

test("a page of very long lines comes in several answers", async () => {
  const { load, asked } = served(500);
  const lines = new Lines(500, async (after, limit) => load(after, Math.min(limit, 200)));
  for (const seq of [1, 201, 401]) {
    lines.want(seq - 1, seq + 20);
    expect((await here(lines, seq)).seq).toBe(seq);
  }
  expect(asked).toEqual([0, 200, 400]);
});
