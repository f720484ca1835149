import { expect, test } from "bun:test";
import { openTest } from "~/testing/server.ts";
import { patchOf } from "./patch.ts";

const CLIS = ["claude", "codex", "gemini", "opencode"];

test.each(CLIS)("%s: a run reads as a conversation", async (backend) => {
  await using app = await openTest();
  const { client } = app;
  const { id } = await client.trigger({ backend });
  const message = "say I begin\nwrite note.txt one line\nsay I am done";
  const { execution_id } = await client.call("POST", `/admin/triggers/${id}/run`, { message });
  expect((await client.finished(execution_id)).status).toBe("succeeded");
  const { events, more, next_after } = await client.call("GET", `/admin/executions/${execution_id}/transcript`);
  const kinds = events.map(({ kind }: { kind: string }) => kind);
  expect(kinds.filter((kind: string) => kind !== "step")).toEqual(["text", "tool_begins", "tool_ends", "text"]);
  const [first, begins, ends] = events.filter(({ kind }: { kind: string }) => kind !== "step");
  expect(first).toMatchObject({ text: "I begin", attempt: 1 });
  expect(begins.edits).toMatchObject([{ path: expect.stringMatching(/note\.txt$/) }]);
  if (backend !== "codex") expect(begins.edits[0].patch).toBe("+one line");
  expect(ends).toMatchObject({ id: begins.id, failed: false });
  expect(Date.parse(ends.at)).toBeGreaterThanOrEqual(Date.parse(begins.at));
  expect(more).toBe(false);
  const again = `/admin/executions/${execution_id}/transcript?after=${next_after}`;
  expect(await client.call("GET", again)).toEqual({ events: [], next_after, more: false });
});

test("pages meet without a gap, and a refusal is told with its reason", async () => {
  await using app = await openTest();
  const { client } = app;
  const { id } = await client.trigger({ backend: "claude" });
  const { execution_id } = await client.call("POST", `/admin/triggers/${id}/run`, { message: "emit 5 lines; auth" });
  await client.finished(execution_id);
  const path = `/admin/executions/${execution_id}/transcript`;
  const whole = await client.call("GET", path);
  const pieces = [];
  for (let after = 0, more = true; more; ) {
    const page = await client.call("GET", `${path}?limit=2&after=${after}`);
    pieces.push(...page.events);
    [after, more] = [page.next_after, page.more];
  }
  expect(pieces).toEqual(whole.events);
  expect(whole.events).toContainEqual(expect.objectContaining({ kind: "trouble", reason: "cli_auth" }));
});

test("a line that was cut is said to be missing", async () => {
  await using app = await openTest();
  const { client } = app;
  const { id } = await client.trigger({ backend: "claude" });
  const message = `say ${"long ".repeat(20_000)}`;
  const { execution_id } = await client.call("POST", `/admin/triggers/${id}/run`, { message });
  await client.finished(execution_id);
  const { events } = await client.call("GET", `/admin/executions/${execution_id}/transcript`);
  expect(events).toContainEqual(expect.objectContaining({ kind: "note", text: expect.stringContaining("64 KiB") }));
});

test("an edit as lines of a diff", () => {
  const lines = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"];
  const after = lines.with(0, "A").with(9, "J").join("\n");
  expect(patchOf({ path: "x", before: lines.join("\n"), after })?.split("\n")).toEqual(
    "-a,+A, b, c, d,@@, g, h, i,-j,+J".split(","),
  );
  expect(patchOf({ path: "x", before: "a\nb", after: "" })).toBe("-a\n-b");
  expect(patchOf({ path: "x", before: "", after: "a\n" })).toBe("+a");
  expect(patchOf({ path: "x" })).toBeNull();
  const many = (sign: string) => Array.from({ length: 600 }, (_, at) => `${sign}${at}`).join("\n");
  expect(patchOf({ path: "x", before: many("x"), after: many("y") })).toStartWith("-x0\n-x1\n");
});
