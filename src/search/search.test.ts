import { expect, test } from "bun:test";
import { openTest } from "~/testing/server.ts";
import { until } from "~/testing/until.ts";

type App = Awaited<ReturnType<typeof openTest>>;

// biome-ignore lint/suspicious/noExplicitAny: a test says by its assertions what it expects of a body
async function hits({ client }: App, q: string, more = ""): Promise<any[]> {
  const response = await client.fetch(`/admin/search/lines?q=${encodeURIComponent(q)}${more}`);
  if (response.status === 503) return [];
  expect(response.status).toBe(200);
  return (await response.json()).hits;
}

/** A run that prints so, once its lines are found by their last word. */
async function printed(app: App, text: string): Promise<string> {
  const id = await app.client.start(["printf", `${text}\nlastword\n`]);
  await app.client.finished(id);
  await until("it to be found", async () => (await hits(app, "lastword", `&execution_id=${id}`)).length === 1);
  return id;
}

test("lines are found by words, phrases and beginnings, with the words marked", async () => {
  await using app = await openTest();
  const id = await printed(app, "The quick brown fox\\nThe brown quick Füchse");
  const { trigger_id } = await app.client.execution(id);
  const [first, second] = await hits(app, "quick brown");
  expect([first.seq, second.seq]).toEqual([2, 1]);
  expect(second).toEqual({
    ...{ execution_id: id, trigger_id, seq: 1, attempt: 1, stream: "stdout" },
    excerpt: {
      text: "The quick brown fox",
      marks: [
        { start: 4, end: 9 },
        { start: 10, end: 15 },
      ],
    },
  });
  expect((await hits(app, '"quick brown"')).map(({ seq }) => seq)).toEqual([1]);
  expect((await hits(app, "fuch*")).map(({ excerpt }) => excerpt.marks)).toEqual([[{ start: 16, end: 22 }]]);
  expect(await hits(app, "quick missing")).toEqual([]);
});

test("a search is narrowed by execution, trigger and time, and pages", async () => {
  await using app = await openTest();
  const one = await printed(app, "needle 1\\nneedle 2\\nneedle 3");
  const two = await printed(app, "needle 4");
  const { trigger_id, created_at } = await app.client.execution(two);
  const seqs = async (more: string) =>
    (await hits(app, "needle", more)).map(({ execution_id, seq }) => [execution_id, seq]);
  expect(await seqs("")).toEqual([
    [two, 1],
    [one, 3],
    [one, 2],
    [one, 1],
  ]);
  expect(await seqs(`&execution_id=${one}&limit=1`)).toEqual([[one, 3]]);
  expect(await seqs(`&trigger_id=${trigger_id}`)).toEqual([[two, 1]]);
  expect(await seqs(`&since=${created_at}`)).toEqual([[two, 1]]);
  const found: unknown[] = [];
  let cursor = "";
  do {
    const page = await app.client.call("GET", `/admin/search/lines?q=needle&limit=2${cursor}`);
    found.push(...page.hits);
    cursor = page.next_cursor === null ? "" : `&cursor=${page.next_cursor}`;
  } while (cursor);
  expect(found).toHaveLength(4);
});

test("a long line is shown in part, with the word in it", async () => {
  await using app = await openTest();
  await printed(app, `${"x".repeat(5_000)} needle ${"y".repeat(5_000)}`);
  const [{ excerpt }] = await hits(app, "needle");
  expect(excerpt.text.length).toBe(300);
  const [{ start, end }] = excerpt.marks;
  expect(excerpt.text.slice(start, end)).toBe("needle");
});

test("lines of executions that are gone are found no more, and leave the index", async () => {
  await using app = await openTest();
  const id = await printed(app, "needle");
  app.ctx.db.sqlite.query("DELETE FROM executions WHERE id = ?").run(id);
  expect(await hits(app, "needle")).toEqual([]);
  const other = await printed(app, "other");
  const { Database } = await import("bun:sqlite");
  using index = new Database(`${app.data_dir}/search.db`, { readonly: true });
  const left = () => index.query("SELECT execution_id FROM runs").all();
  await until("the index to forget it", () => left().length === 1);
  expect(left()).toEqual([{ execution_id: other }]);
  expect(index.query("SELECT count(*) AS n FROM words WHERE words MATCH 'needle'").get()).toEqual({ n: 0 });
});

test("what was printed while nobody indexed is found after a restart, and an index of another kind is made anew", async () => {
  const first = await openTest();
  const id = await printed(first, "before");
  await first.close();
  await Bun.write(`${first.data_dir}/search.db`, "this is no database, and it is longer than a header of one would be");
  await using second = await openTest({ AGENTED_DATA_DIR: first.data_dir });
  await until("it to be found", async () => (await hits(second, "before")).length === 1);
  expect((await hits(second, "before"))[0].execution_id).toBe(id);
});

const hostile = [
  '"',
  '""',
  "'",
  "a AND",
  "NEAR(a b",
  "a OR b",
  "-a",
  "^a",
  "a:b",
  "{a}",
  "text:x",
  'a"b"c',
  "*abc",
  "a\u2028b",
  "((((",
  "\\",
  "a;DROP TABLE x",
  "日本語",
  "🦊 fox",
  "\ufdd0x",
];
test("no query is a failure of the server", async () => {
  await using app = await openTest();
  await printed(app, "a OR b");
  for (const q of hostile) {
    const response = await app.client.fetch(`/admin/search/lines?q=${encodeURIComponent(q)}`);
    expect([q, [200, 400].includes(response.status)]).toEqual([q, true]);
  }
});

test.each(["", "   ", "!!!", "ab*", "a\0b", "x".repeat(501), Array.from({ length: 21 }, (_, n) => `w${n}`).join(" ")])(
  "the query %j is refused, and says what to do",
  async (q) => {
    await using app = await openTest();
    const problem = await app.client.call("GET", `/admin/search/lines?q=${encodeURIComponent(q)}`, undefined, 400);
    expect(problem.errors[0].path).toBe("q");
  },
);

test("with NO_LINE_INDEX there is no index, and a search says so", async () => {
  await using app = await openTest({ NO_LINE_INDEX: "1" });
  const problem = await app.client.call("GET", "/admin/search/lines?q=word", undefined, 503);
  expect(problem).toMatchObject({ code: "no_index", detail: expect.stringContaining("NO_LINE_INDEX") });
});
