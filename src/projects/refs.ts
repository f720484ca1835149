import { z } from "@hono/zod-openapi";

/** What an execution works on, as its `ref` says it. */
export type Wanted =
  | { kind: "default" }
  | { kind: "branch"; name: string }
  | { kind: "commit"; sha: string }
  | { kind: "pull"; number: number; sha: string };

/** A `ref` as somebody gives it. */
export const Ref = z
  .string()
  .max(300)
  .refine((text) => readRef(text) !== undefined, "must be a branch, a commit, or pull/<number>/<commit>");

const SHA = /^[0-9a-f]{40}$|^[0-9a-f]{64}$/;
const PULL = /^pull\/([1-9]\d{0,9})\/([0-9a-f]{40}|[0-9a-f]{64})$/;
const UNFIT = /[\0-\x20\x7f~^:?*[\\]|\.\.|@\{|\/\/|^[-/.]|[/.]$|\.lock(?:\/|$)|\/\.|^@$/;

/** Whether git takes it for the name of a branch, and for nothing else: no option, no path, no expression. */
export function isPlainRef(name: string): boolean {
  return name.length > 0 && name.length <= 250 && !UNFIT.test(name);
}

/** Undefined when it is none of: nothing, a branch, a commit, `pull/<number>/<commit>`. */
export function readRef(ref: string | null): Wanted | undefined {
  if (ref === null) return { kind: "default" };
  const [, number, sha] = PULL.exec(ref) ?? [];
  if (number && sha) return { kind: "pull", number: Number(number), sha };
  if (SHA.test(ref)) return { kind: "commit", sha: ref };
  return isPlainRef(ref) ? { kind: "branch", name: ref } : undefined;
}
