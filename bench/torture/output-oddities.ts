import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ended, Home } from "./home.ts";
import { FAKE_CLIS } from "./launch.ts";
import type { Options } from "./script.ts";

const LONG = 5_000_000;
const CUT = `${"x".repeat(64 * 1024)} [cut: the line is longer than 64 KiB]`;
const LIMIT_BYTES = 8 * 1024 * 1024;
const ENDED_MS = 30_000;

/** What a shell script prints, and the lines that must be kept of it. */
const ODDITIES: [name: string, script: string, lines: string[]][] = [
  ["invalid UTF-8", String.raw`printf 'a\377b\n\303\n\360\237\230\n\300\200\n'`, ["a�b", "�", "�", "��"]],
  ["a character in two writes", String.raw`printf '\303'; sleep 0.1; printf '\251\n'`, ["é"]],
  ["a reopened /dev/stdout", "echo one; echo two > /dev/stdout; echo three", ["one", "two", "three"]],
  ["a reopened /dev/fd/1", "echo one; echo two > /dev/fd/1; echo three >> /proc/self/fd/1", ["one", "two", "three"]],
  ["no last newline", "printf 'one\\ntwo'", ["one", "two"]],
  ["carriage returns", String.raw`printf 'a\r\nb\rc\n'`, ["a", "b\rc"]],
  ["NUL", String.raw`printf 'a\000b\n'`, ["a\0b"]],
  ["a byte order mark", String.raw`printf '\357\273\277a\n'`, ["\ufeffa"]],
  ["empty lines", String.raw`printf '\n\nend\n'`, ["", "", "end"]],
  ["a closed stdout", "echo one; exec >&- 2>&-; sleep 0.2", ["one"]],
  ["a line of 5 MB", `head -c ${LONG} /dev/zero | tr '\\0' x; echo; echo after`, [CUT, "after"]],
  ["a line of 7 MB", "head -c 7000000 /dev/zero | tr '\\0' x; echo; echo after", [CUT, "after"]],
];

/** Each odd output, one that does not end, and a CLI whose JSON is broken. One sentence for each that went wrong. */
export async function judgeOddities(options: Options): Promise<{ count: number; faults: string[] }> {
  const env = {
    MAX_OUTPUT_BYTES: String(LIMIT_BYTES),
    PATH: `${brokenClaude(options.root)}:${FAKE_CLIS}:${process.env.PATH}`,
  };
  await using home = await Home.open(options.root, { env });
  const faults = await Promise.all(ODDITIES.map((oddity) => judgeOne(home, oddity)));
  const others = [await judgeBrokenJson(home), await judgeEndless(home)];
  return { count: ODDITIES.length + others.length, faults: [...faults, ...others].flat() };
}

async function judgeOne({ client }: Home, [name, script, expected]: (typeof ODDITIES)[number]): Promise<string[]> {
  const { id, status, reason } = await ended(client, await client.start(["sh", "-c", script]), ENDED_MS);
  const lines = await client.lines(id);
  if (status !== "succeeded") return [`${name}: is ${status}, ${reason}`];
  if (Bun.deepEquals(lines, expected)) return [];
  return [`${name}: kept as ${JSON.stringify(lines.map((line) => line.slice(0, 80)))}`];
}

async function judgeEndless({ client }: Home): Promise<string[]> {
  const id = await client.start(["yes"]);
  const told = await ended(client, id, ENDED_MS).catch((error: Error) => ({ status: error.message, reason: "none" }));
  return told.reason === "output_limit" ? [] : [`output without end: is ${told.status}, ${told.reason}`];
}

async function judgeBrokenJson({ client }: Home): Promise<string[]> {
  const { id: trigger } = await client.trigger({ backend: "claude" });
  const { execution_id } = await client.call("POST", `/admin/triggers/${trigger}/run`, { message: "go" });
  const { status, reason, result } = await ended(client, execution_id, ENDED_MS);
  const lines = await client.lines(execution_id);
  if (status === "succeeded" && result === "done" && lines.length === 7) return [];
  return [`broken JSON: is ${status}, ${reason}, result ${String(result).slice(0, 80)}, ${lines.length} of 7 lines`];
}

const RESULT = { type: "result", subtype: "success", is_error: false, terminal_reason: "completed", result: "done" };

/** A directory with a CLI that prints what no parser expects, between a good beginning and a good end. */
function brokenClaude(root: string): string {
  const dir = join(root, "broken");
  mkdirSync(dir, { recursive: true });
  const lines = [
    `echo '{"type":"system","subtype":"init","session_id":"s","model":"m","tools":[]}'`,
    `echo '{"type":"assistant","message":{"content":[{"type":"te'`,
    `echo '{"type":"a_type_of_tomorrow","message":7}'`,
    `echo '{"type":"system"}{"type":"system"}'`,
    `echo '[null,{"type":null}]'`,
    `printf '{"type":"assistant","message":{"content":[{"type":"text","text":"'`,
    `head -c ${LONG} /dev/zero | tr '\\0' x`,
    `echo '"}]},"session_id":"s"}'`,
    `echo '${JSON.stringify(RESULT)}'`,
  ];
  const file = join(dir, "claude");
  writeFileSync(file, ["#!/bin/sh", "cat >/dev/null", ...lines, ""].join("\n"));
  chmodSync(file, 0o755);
  return dir;
}
