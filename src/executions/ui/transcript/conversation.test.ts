import { expect, test } from "bun:test";
import type { TranscriptEvent } from "../../transcript/model.ts";
import { itemsOf } from "./conversation.ts";
import { Events } from "./events.ts";

const base = { seq: 1, attempt: 1, at: "2026-11-21T00:00:00.000Z" };
const text = (text: string, part = false, attempt = 1) => ({ ...base, attempt, kind: "text" as const, text, part });
const begins = (id: string) => ({ ...base, kind: "tool_begins" as const, id, name: "Bash", input: {}, edits: [] });
const ends = (id: string) => ({ ...base, kind: "tool_ends" as const, id, output: "x", failed: false });
const step = (id: string, input_tokens: number) => ({
  ...{ ...base, kind: "step" as const, id, input_tokens },
  ...{ cached_tokens: 0, output_tokens: null },
});
const trouble = (text: string) => ({ ...base, kind: "trouble" as const, text, reason: null });

test("parts of a text are one text, in one attempt", () => {
  const items = itemsOf([text("a", true), text("b", true), text("c"), text("d", true, 2)]);
  expect(items).toMatchObject([{ text: "ab" }, { text: "c" }, { text: "d" }]);
});

test("a tool is its beginning and its end, wherever that comes, and one without a beginning is shown too", () => {
  const items = itemsOf([begins("1"), begins("2"), ends("2"), text("x"), ends("1"), ends("3")]);
  expect(items).toMatchObject([
    { kind: "tool", id: "1", ended: { output: "x" } },
    { kind: "tool", id: "2", ended: { output: "x" } },
    { kind: "text" },
    { kind: "tool", id: "3", name: "tool" },
  ]);
});

test("a step counts where it is told last, and a trouble once", () => {
  const items = itemsOf([
    text("x"),
    step("1", 1),
    begins("1"),
    step("1", 2),
    trouble("no"),
    trouble("no"),
    step("2", 3),
  ]);
  expect(items.map(({ kind }) => kind)).toEqual(["text", "tool", "step", "trouble", "step"]);
  expect(items[2]).toMatchObject({ input_tokens: 2 });
});

/** A server with so many lines, each of which is a text. */
function serverOf(lines: { count: number }, page = 10) {
  return async (after: number) => {
    const count = Math.min(page, lines.count - after);
    const events: TranscriptEvent[] = Array.from({ length: count }, (_, at) => ({ ...text("x"), seq: after + at + 1 }));
    const next_after = after + events.length;
    return { events, next_after, more: next_after < lines.count };
  };
}

test("some pages are read, then one asks; who is at the end is kept there", async () => {
  const lines = { count: 25 };
  const events = new Events(serverOf(lines));
  await events.read();
  expect([events.events.length, events.more]).toEqual([20, true]);
  lines.count = 26;
  events.ring();
  expect(events.events.length).toBe(20);
  await events.read();
  expect([events.events.length, events.more]).toEqual([26, false]);
  lines.count = 100;
  const told = Promise.withResolvers<void>();
  events.subscribe(() => events.events.length === 100 && told.resolve());
  events.ring();
  await told.promise;
  expect(events.events.map(({ seq }) => seq)).toEqual(Array.from({ length: 100 }, (_, at) => at + 1));
});

test("of a long run the newest are kept, and a failure is told until the next read", async () => {
  const events = new Events(serverOf({ count: 5_000 }, 3_000));
  await events.read();
  expect([events.events.length, events.begun, events.events.at(-1)?.seq]).toEqual([2_000, false, 5_000]);
  let fails = true;
  const shaky = new Events(async (after) => {
    if (fails) throw new Error("gone");
    return serverOf({ count: 1 })(after);
  });
  await shaky.read();
  expect(shaky.error).toEqual(new Error("gone"));
  fails = false;
  await shaky.read();
  expect([shaky.error, shaky.events.length]).toEqual([undefined, 1]);
});
