import { existsSync, readdirSync, readFileSync } from "node:fs";
import { type BackendKind, backendOf, type Exit, fold, type Seen } from "./index.ts";

const TRANSCRIPTS = `${import.meta.dir}/../testing/transcripts`;

/** The kind that reads the recorded runs of this folder. */
export function kindOf(cli: string): BackendKind {
  return backendOf(cli === "claude197" ? "claude" : cli);
}

export function runsOf(cli: string): string[] {
  const files = readdirSync(`${TRANSCRIPTS}/${cli}`);
  return files.filter((file) => file.endsWith(".exit")).map((file) => file.slice(0, -".exit".length));
}

export function recorded(cli: string, name: string) {
  const read = (ending: string) => {
    const path = `${TRANSCRIPTS}/${cli}/${name}.${ending}`;
    return existsSync(path) ? readFileSync(path, "utf8") : "";
  };
  return { stdout: read("out"), stderr: read("err"), exit: exitOf(read("exit").trim()) };
}

function exitOf(text: string): Exit {
  const signal = /^signal (\w+)$/.exec(text)?.[1];
  return signal ? { code: null, signal } : { code: Number(text), signal: null };
}

/** What is known at the end of a recorded run. */
export function watch(cli: string, name: string, order: ("stdout" | "stderr")[] = ["stdout", "stderr"]): Seen {
  const kind = kindOf(cli);
  const run = recorded(cli, name);
  const lines = order.flatMap((stream) => run[stream].split("\n").map((line) => [line, stream] as const));
  return lines.reduce<Seen>((seen, [line, stream]) => fold(seen, kind.read(line, stream)), {});
}
