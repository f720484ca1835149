import { expect, test } from "bun:test";
import { join } from "node:path";
import type { BackendKind, ToolEvent } from "./kind.ts";
import { backends } from "./kinds/index.ts";

const root = join(import.meta.dir, "../testing/transcripts");

async function toolsOf(backend: keyof typeof backends, run: string): Promise<ToolEvent[]> {
  const kind: BackendKind = backends[backend];
  const text = await Bun.file(join(root, `${run}.out`)).text();
  return text.split("\n").flatMap((line) => kind.tools?.(line) ?? []);
}

const told: [backend: keyof typeof backends, run: string, name: string][] = [
  ["claude", "claude197/tool-acceptedits", "Bash"],
  ["gemini", "gemini/tool-approval-yolo", "run_shell_command"],
];

test.each(told)("%s tells in %s when a tool begins and ends", async (backend, run, name) => {
  const events = await toolsOf(backend, run);
  const [first] = events;
  expect(first).toMatchObject({ kind: "begins", name });
  expect(events.filter(({ kind, id }) => kind === "ends" && id === first?.id)).toHaveLength(1);
});

test("no recorded run breaks it, and whatever ends has begun", async () => {
  let seen = 0;
  for (const path of new Bun.Glob("*/*.out").scanSync(root)) {
    const folder = path.slice(0, path.indexOf("/")).replace("claude197", "claude") as keyof typeof backends;
    const open = new Set<string>();
    for (const { kind, id, name, at } of await toolsOf(folder, path.slice(0, -".out".length))) {
      seen += 1;
      if (kind === "begins") {
        expect(name).toBeString();
        open.add(id);
      } else expect([path, open.delete(id)]).toEqual([path, true]);
      if (folder === "opencode") expect(at).toBeGreaterThan(0);
    }
  }
  expect(seen).toBeGreaterThan(50);
});
