import { expect, test } from "bun:test";
import { openTest } from "~/testing/server.ts";

type App = Awaited<ReturnType<typeof openTest>>;

async function print({ client }: App, script: string, message = "") {
  const id = await client.start(["sh", "-c", script], {}, message);
  return client.finished(id);
}

/** Prints these bytes, one write for each part. */
const bytes = (...parts: string[]) =>
  `bun -e 'for (const part of ${JSON.stringify(parts)}) require("fs").writeSync(1, Buffer.from(part, "latin1"))'`;

const odd: [what: string, script: string, lines: string[]][] = [
  ["invalid UTF-8", bytes("a\xffb\n\xc3\n"), ["a\ufffdb", "\ufffd"]],
  ["a letter in two writes", bytes("\xc3", "\xa9\n"), ["é"]],
  ["a byte order mark", bytes("\xef\xbb\xbfa\n"), ["\ufeffa"]],
  ["CRLF", "printf 'a\\r\\nb\\r\\n\\r\\nc\\rd\\n'", ["a", "b", "", "c\rd"]],
  ["NUL and colours", "printf 'a\\0b\\033[31mc\\n'", ["a\0b\u001b[31mc"]],
  ["empty lines", "printf '\\n\\n'", ["", ""]],
  ["no newline at its end", "printf 'a\\nb'", ["a", "b"]],
  ["nothing", "true", []],
];

test.each(odd)("a command that prints %s", async (_, script, lines) => {
  await using app = await openTest();
  const execution = await print(app, script);
  expect(await app.client.lines(execution.id)).toEqual(lines);
  expect(execution).toMatchObject({ status: "succeeded", last_seq: lines.length });
});

test("a line of 5 MB is cut and marked, and the lines around it are whole", async () => {
  await using app = await openTest();
  const { id, status } = await print(app, "echo before; head -c 5000000 /dev/zero | tr '\\0' x; echo; echo after");
  const lines = await app.client.lines(id);
  expect(lines).toEqual(["before", `${"x".repeat(65_536)} [cut: the line is longer than 64 KiB]`, "after"]);
  expect(status).toBe("succeeded");
}, 20_000);

test("20 MB without a newline are one line, and the next one is whole", async () => {
  await using app = await openTest();
  const { id } = await print(app, "head -c 20000000 /dev/zero | tr '\\0' y; echo; echo after");
  const lines = await app.client.lines(id);
  expect(lines.map((line) => line.slice(-40))).toEqual([expect.stringContaining("[cut: the line"), "after"]);
}, 20_000);

test("a child that opens its own output again loses nothing", async () => {
  await using app = await openTest();
  const { id } = await print(app, "echo one; echo two > /dev/stdout; echo three >> /dev/stdout");
  expect(await app.client.lines(id)).toEqual(["one", "two", "three"]);
});

test("of a long log the head and the newest lines are kept, and the gap says how many are not", async () => {
  await using app = await openTest({ MAX_STORED_BYTES: "65536" });
  const { client } = app;
  const execution = await print(app, "seq -f '%099.0f' 1 20000");
  const numbers = (await client.lines(execution.id)).map(Number);
  const gap = numbers.findIndex((number, at) => number !== at + 1);
  // Half of what is kept is the head.
  expect(gap).toBe(Math.floor(32_768 / (99 + 100)));
  const tail = numbers.slice(gap);
  expect(tail).toEqual(Array.from({ length: tail.length }, (_, at) => 20_000 - tail.length + 1 + at));
  expect(numbers.length * 99).toBeLessThan(2 * 65_536);
  expect(execution.dropped_lines).toBe(20_000 - numbers.length);
  const [mark] = await client.lines(execution.id, "system");
  expect(mark).toBe(`[${execution.dropped_lines} lines were not kept here: the log is longer than MAX_STORED_BYTES]`);
  const { lines } = await client.call("GET", `/admin/executions/${execution.id}/lines?after=${gap}&limit=2`);
  expect(lines.map(({ stream }: { stream: string }) => stream)).toEqual(["system", "stdout"]);
  // A reader who was in the gap goes on behind it.
  expect(lines[1].seq).toBeGreaterThan(gap + 1);
}, 20_000);

const SECRET = "s3cret/with+odd chars?";
const KEY = `sk-ant-${SECRET}`;
const json = JSON.stringify({ [SECRET]: `"${SECRET}"` });

const leaks: [how: string, script: string][] = [
  ["as it is", 'printf "key: %s.\\n" "$(cat)"'],
  ["to stderr", "cat >&2"],
  [
    "letter by letter",
    `bun -e 'const fs = require("fs"); for (const letter of fs.readFileSync(0, "utf8")) fs.writeSync(1, letter)'`,
  ],
  ["in base64", "base64 -w0"],
  ["in base64 of a longer text", '(printf x; cat; printf y) | base64 -w0; printf "\\n"; (printf xx; cat) | base64 -w0'],
  ["in base64 for addresses", "base64 -w0 | tr '+/' '-_'"],
];

test.each(leaks)("a secret that is printed %s is masked before it is stored", async (_, script) => {
  await using app = await openTest({ ANTHROPIC_API_KEY: KEY, AGENTED_API_KEY: "test-key-of-a-test" });
  const { client, ctx } = app;
  const { id, detail } = await print(app, `${script}; exit 1`, KEY);
  const stored = ctx.db.sqlite.query<{ text: string }, []>("SELECT text FROM execution_lines").all();
  const stream = await (await client.fetch(`/admin/executions/${id}/stream`)).text();
  const shown = [...stored.map(({ text }) => text), stream, detail];
  const decoded = shown.flatMap((text) => text.split(/[\s"]+/)).map((word) => Buffer.from(word, "base64").toString());
  for (const text of [...shown, ...decoded]) expect(text).not.toContain("with+odd chars");
  expect(shown.join("\n")).toContain("[redacted]");
});

test("a secret in an address, in JSON and in a result is masked too", async () => {
  await using app = await openTest({ ANTHROPIC_API_KEY: SECRET });
  const { client } = app;
  const { id } = await client.trigger({ backend: "claude" });
  const say = `say ${SECRET} and ${encodeURIComponent(SECRET)} and ${json}`;
  const { execution_id } = await client.call("POST", `/admin/triggers/${id}/run`, { message: say });
  const { status, result } = await client.finished(execution_id);
  expect([status, result]).toEqual(["succeeded", `[redacted] and [redacted] and {"[redacted]":"\\"[redacted]\\""}`]);
  expect((await client.lines(execution_id)).join("\n")).not.toContain("odd chars");
});

test("what has fewer than 8 characters is no secret that could be masked", async () => {
  await using app = await openTest({ ANTHROPIC_API_KEY: "seven77" });
  const { id } = await print(app, "cat", "seven77 stays");
  expect(await app.client.lines(id)).toEqual(["seven77 stays"]);
});
