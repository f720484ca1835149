import type { Context } from "~/context.ts";
import { type GitOptions, git, succeeded } from "./git.ts";

export const PATCH_BYTES = 4 * 1024 * 1024;
const MOST_FILES = 3_000;
const LISTED_BYTES = 128 * 1024 * 1024;
const PLAIN = ["--no-renames", "--no-ext-diff", "--no-textconv", "--no-color", "--submodule=short"];

export interface ChangedFile {
  path: string;
  change: "added" | "modified" | "deleted" | "type_changed";
  /** Null for a binary file. */
  insertions: number | null;
  deletions: number | null;
}

/** What differs between two trees. */
export interface Diff {
  files: ChangedFile[];
  files_changed: number;
  insertions: number;
  deletions: number;
  /** As `git apply` takes it, whole files only. */
  patch: Buffer;
  /** Not all of it was kept. */
  cut: boolean;
}

/** Compares by objects alone: no driver, no working copy, no attribute decides what is shown. */
export async function diffOf(ctx: Context, base: string, tree: string, options: GitOptions): Promise<Diff> {
  const listed = ["diff-tree", "-r", "-z", "--raw", "--numstat", ...PLAIN, base, tree];
  const list = await succeeded(ctx, git(ctx, listed, { ...options, max_bytes: LISTED_BYTES }));
  const files = readChanges(new TextDecoder().decode(list.stdout));
  const whole = ["diff-tree", "-r", "-p", "--binary", "--full-index", "--src-prefix=a/", "--dst-prefix=b/", ...PLAIN];
  const shown = await git(ctx, [...whole, base, tree], { ...options, max_bytes: PATCH_BYTES });
  if (!shown.cut) await succeeded(ctx, Promise.resolve(shown));
  const sum = (of: "insertions" | "deletions") => files.reduce((total, file) => total + (file[of] ?? 0), 0);
  return {
    files: files.slice(0, MOST_FILES),
    files_changed: files.length,
    insertions: sum("insertions"),
    deletions: sum("deletions"),
    patch: clean(ctx, shown.cut ? wholeFiles(shown.stdout) : Buffer.from(shown.stdout)),
    cut: shown.cut || files.length > MOST_FILES,
  };
}

const CHANGES = { A: "added", M: "modified", D: "deleted", T: "type_changed" } as const;

/** `--raw --numstat -z`: first an entry of modes, hashes and a letter before each path, then its numbers and it. */
export function readChanges(text: string): ChangedFile[] {
  const fields = text.split("\0");
  const letters = new Map<string, keyof typeof CHANGES>();
  const files: ChangedFile[] = [];
  for (let at = 0; at < fields.length; at++) {
    const field = fields[at] ?? "";
    const letter = /^:\d+ \d+ [0-9a-f]+ [0-9a-f]+ ([AMDT])$/.exec(field)?.[1];
    if (letter) letters.set(fields[++at] ?? "", letter as keyof typeof CHANGES);
    const [, insertions, deletions, path] = /^(\d+|-)\t(\d+|-)\t([\s\S]+)$/.exec(field) ?? [];
    if (path === undefined) continue;
    const change = CHANGES[letters.get(path) ?? "M"];
    files.push({ path, change, insertions: countOf(insertions), deletions: countOf(deletions) });
  }
  return files;
}

function countOf(text: string | undefined): number | null {
  return text === undefined || text === "-" ? null : Number(text);
}

/** Up to the last file that is there in full. */
function wholeFiles(bytes: Uint8Array): Buffer {
  const all = Buffer.from(bytes);
  return all.subarray(0, Math.max(0, all.lastIndexOf("\ndiff --git ") + 1));
}

/** A file may be in any encoding, a secret is text: where the patch is no UTF-8, each byte is taken for a character. */
function clean({ redactor }: Context, patch: Buffer): Buffer {
  const encoding = patch.equals(Buffer.from(patch.toString("utf8"))) ? "utf8" : "latin1";
  return Buffer.from(redactor.redact(patch.toString(encoding)), encoding);
}
