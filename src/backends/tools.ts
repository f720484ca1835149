import { type Json, list, object, string } from "./json.ts";
import type { Edit, Signal } from "./kind.ts";

interface Names {
  path: string;
  before: string;
  after: string;
  content: string;
  patch: string;
}

/** What the CLIs call the fields of a tool that writes a file. */
export const SNAKE: Names = {
  ...{ path: "file_path", before: "old_string", after: "new_string" },
  ...{ content: "content", patch: "patch_text" },
};
export const CAMEL: Names = {
  ...{ path: "filePath", before: "oldString", after: "newString" },
  ...{ content: "content", patch: "patchText" },
};

/** What the input of a tool would make of files; of a tool that only reads nothing. */
export function editsIn(input: Json, names: Names): Edit[] {
  const path = string(input[names.path]);
  const patch = string(input[names.patch]);
  if (patch) return [{ path: path ?? "", patch }];
  if (!path) return [];
  const several = list(input.edits).map(object);
  return [input, ...several].flatMap((one) => edited(path, one, names));
}

function edited(path: string, given: Json, names: Names): Edit[] {
  const [before, after, content] = [given[names.before], given[names.after], given[names.content]];
  if (typeof before === "string" && typeof after === "string") return [{ path, before, after }];
  return typeof content === "string" ? [{ path, before: "", after: content }] : [];
}

interface Begun {
  name: unknown;
  input: unknown;
  edits: Edit[];
  at?: number | undefined;
}

export function toolBegins(id: unknown, { name, input, edits, at }: Begun): Signal[] {
  const use = string(id);
  return use ? [{ kind: "tool_begins", id: use, name: string(name), input, edits, at }] : [];
}

interface Ended {
  output: unknown;
  failed: boolean;
  at?: number | undefined;
}

export function toolEnds(id: unknown, { output, failed, at }: Ended): Signal[] {
  const use = string(id);
  return use ? [{ kind: "tool_ends", id: use, output: textIn(output), failed, at }] : [];
}

/** A result is a text, or blocks of which some are texts. */
function textIn(content: unknown): string {
  if (typeof content === "string") return content;
  const texts = list(content).map((block) => {
    const { type, text } = object(block);
    return string(text) ?? `[${string(type) ?? "something"} that is no text]`;
  });
  return texts.join("\n");
}
