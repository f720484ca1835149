import type { Execution } from "../model.ts";
import type { ReplayInput } from "../replay.ts";

/** What can be edited, as it stands in the form. */
export type ReplayFields = Record<
  "prompt" | "backend" | "model" | "permissions" | "allowed_tools" | "timeout_secs" | "tags" | "working_dir",
  string
>;

export function fieldsOf({ prompt, model, permissions, allowed_tools, timeout_ms, tags, working_dir }: Execution) {
  const lists = { allowed_tools: (allowed_tools ?? []).join(", "), tags: tags.join(", ") };
  const timeout_secs = String(timeout_ms / 1_000);
  const fields: ReplayFields = {
    prompt,
    backend: "",
    model: model ?? "",
    permissions,
    timeout_secs,
    working_dir,
    ...lists,
  };
  return fields;
}

/** What was edited, as the server takes it: whatever is left out stays as it was. */
export function changesOf(execution: Execution, fields: ReplayFields): ReplayInput {
  const before = fieldsOf(execution);
  const { prompt, backend, model, permissions, allowed_tools, timeout_secs, tags, working_dir } = fields;
  const all: ReplayInput = {
    prompt,
    backend: backend as NonNullable<ReplayInput["backend"]>,
    model: model.trim() || null,
    permissions: permissions as NonNullable<ReplayInput["permissions"]>,
    allowed_tools: wordsOf(allowed_tools).length > 0 ? wordsOf(allowed_tools) : null,
    timeout_secs: Number(timeout_secs),
    tags: wordsOf(tags),
    working_dir,
  };
  const edited = Object.entries(all).filter(
    ([name]) => fields[name as keyof ReplayFields] !== before[name as keyof ReplayFields],
  );
  return Object.fromEntries(edited);
}

function wordsOf(text: string): string[] {
  return text
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "");
}
