import type { ExecutionDiff } from "../../model.ts";

interface FileDiff {
  path: string;
  /** Of the patch; undefined where that was cut off before this file. */
  text: string | undefined;
  /** Without what git says of it first. */
  body: string;
  binary: boolean;
}

export type ChangedFile = ExecutionDiff["files"][number] & FileDiff;

/** The listed files, each with its part of the patch. */
export function filesOf({ files, text }: Pick<ExecutionDiff, "files" | "text">): ChangedFile[] {
  const parts = text.split(/^(?=diff --git )/m).filter((part) => part.startsWith("diff --git "));
  let next = 0;
  return files.map((file) => {
    // One whose type has changed goes and comes: it has two parts.
    const count = file.change === "type_changed" ? 2 : 1;
    const own = parts.slice(next, next + count).join("");
    next += count;
    return { ...file, ...diffOf(file.path, own === "" ? undefined : own) };
  });
}

function diffOf(path: string, text: string | undefined): FileDiff {
  if (text === undefined) return { path, text, body: "", binary: false };
  const binary = /^(GIT binary patch|Binary files .* differ)$/m.test(text);
  const from = text.search(/^@@ /m);
  return { path, text, binary, body: binary || from < 0 ? "" : text.slice(from) };
}
