import { expect, test } from "bun:test";
import type { Edit, Signal } from "./kind.ts";
import { kindOf, recorded, runsOf } from "./testing.ts";

function signalsOf(cli: string, run: string): Signal[] {
  const lines = recorded(cli, run).stdout.split("\n");
  return lines.flatMap((line) => kindOf(cli).read(line, "stdout"));
}

type Begins = Extract<Signal, { kind: "tool_begins" }>;
type Ends = Extract<Signal, { kind: "tool_ends" }>;
const begun = (signals: Signal[]) => signals.filter((signal): signal is Begins => signal.kind === "tool_begins");
const ended = (signals: Signal[]) => signals.filter((signal): signal is Ends => signal.kind === "tool_ends");

const told: [path: string, name: string, input: unknown, ending: Partial<Ends>][] = [
  ["claude/tool-acceptedits", "Bash", { command: expect.any(String) }, { output: "from-the-tool", failed: false }],
  ["claude197/tool-acceptedits", "Bash", { command: expect.any(String) }, { output: "from-the-tool", failed: false }],
  ["codex/tool-fail", "command_execution", { command: expect.any(String) }, { output: "oops\n", failed: true }],
  [
    "gemini/tool-yolo",
    "run_shell_command",
    { command: expect.any(String) },
    { output: "from-the-tool", failed: false },
  ],
  ["opencode/tool-ok", "bash", { command: expect.any(String) }, { output: "from-the-tool\n", at: 1795216544703 }],
  ["opencode/tool-ask", "bash", {}, { output: expect.stringContaining("rejected permission"), failed: true }],
];

test.each(told)("%s: what a tool was given and what it answered", (path, name, input, ending) => {
  const [cli = "", run = ""] = path.split("/");
  const signals = signalsOf(cli, run);
  const [use] = begun(signals);
  expect(use).toMatchObject({ name, input });
  expect(ended(signals)).toMatchObject([{ id: use?.id, ...ending }]);
});

const written: [path: string, edits: Edit[]][] = [
  ["claude/tool-write-acceptedits", [{ path: "/home/agent/work/w.txt", before: "", after: "abc" }]],
  ["codex/tool-write-ws", [{ path: "/home/agent/work/w.txt" }]],
  ["gemini/tool-write-autoedit", [{ path: "/home/agent/work/w.txt", before: "", after: "abc" }]],
  ["opencode/tool-write", [{ path: "/home/agent/work/w.txt", before: "", after: "abc" }]],
];

test.each(written)("%s: what it does to the file", (path, edits) => {
  const [cli = "", run = ""] = path.split("/");
  expect(begun(signalsOf(cli, run)).map((use) => use.edits)).toEqual([edits]);
});

test("an edit is its two texts, several at once are several, and a patch is a patch", () => {
  const claude = (input: unknown) => {
    const message = { content: [{ type: "tool_use", id: "1", name: "Edit", input }] };
    return begun(kindOf("claude").read(JSON.stringify({ type: "assistant", message }), "stdout"))[0]?.edits;
  };
  const one = { old_string: "a", new_string: "" };
  expect(claude({ file_path: "/x", ...one })).toEqual([{ path: "/x", before: "a", after: "" }]);
  expect(claude({ file_path: "/x", edits: [one, one] })).toHaveLength(2);
  expect(claude({ file_path: "/x", limit: 10 })).toEqual([]);
  const part = { callID: "1", tool: "patch", state: { status: "completed", input: { patchText: "*** Begin" } } };
  const [use] = begun(kindOf("opencode").read(JSON.stringify({ type: "tool_use", part }), "stdout"));
  expect(use?.edits).toEqual([{ path: "", patch: "*** Begin" }]);
});

test("thoughts, and what a subagent says, are no part of the answer", () => {
  const read = (cli: string, event: unknown) => kindOf(cli).read(JSON.stringify(event), "stdout");
  const thinking = { message: { content: [{ type: "thinking", thinking: "hm" }] }, type: "assistant" };
  expect(read("claude", thinking)).toEqual([{ kind: "thought", text: "hm" }]);
  const reasoning = { type: "item.completed", item: { id: "item_0", type: "reasoning", text: "hm" } };
  expect(read("codex", reasoning)).toEqual([{ kind: "thought", text: "hm" }]);
  expect(read("opencode", { type: "reasoning", part: { text: "hm" } })).toEqual([{ kind: "thought", text: "hm" }]);
  const beside = { type: "assistant", parent_tool_use_id: "1", message: { content: [{ type: "text", text: "hm" }] } };
  expect(read("claude", beside)).toEqual([{ kind: "aside", text: "hm" }]);
});

test("no recorded run breaks it, and whatever ends has begun", () => {
  let seen = 0;
  for (const cli of ["claude", "claude197", "codex", "gemini", "opencode"])
    for (const run of runsOf(cli)) {
      const open = new Set<string>();
      for (const signal of signalsOf(cli, run)) {
        if (signal.kind === "tool_begins") {
          seen += 1;
          expect(signal.name).toBeString();
          open.add(signal.id);
        } else if (signal.kind === "tool_ends") expect([cli, run, open.delete(signal.id)]).toEqual([cli, run, true]);
      }
    }
  expect(seen).toBeGreaterThan(30);
});
