import { z } from "@hono/zod-openapi";

/** What an execution works on, as its `ref` says it. */
export type Wanted =
  | { kind: "default" }
  | { kind: "branch"; name: string }
  | { kind: "commit"; sha: string }
  | { kind: "pull"; number: number; sha: string }
  | { kind: "head"; number: number };

/** A `ref` as somebody gives it. */
export const Ref = z
  .string()
  .max(300)
  .refine(
    (text) => readRef(text) !== undefined,
    "must be a branch, a commit, pull/<number>/<commit>, or pull/<number>/head",
  );

const SHA = /^[0-9a-f]{40}$|^[0-9a-f]{64}$/;
const PULL = /^pull\/([1-9]\d{0,9})\/([0-9a-f]{40}|[0-9a-f]{64})$/;
const HEAD = /^pull\/([1-9]\d{0,9})\/head$/;
const UNFIT = /[\0-\x20\x7f~^:?*[\\]|\.\.|@\{|\/\/|^[-/.]|[/.]$|\.lock(?:\/|$)|\/\.|^@$/;

/** Whether git takes it for the name of a branch, and for nothing else: no option, no path, no expression. */
export function isPlainRef(name: string): boolean {
  return name.length > 0 && name.length <= 250 && !UNFIT.test(name);
}

/** Undefined when it is none of: nothing, a branch, a commit, `pull/<number>/<commit>`, `pull/<number>/head`. */
export function readRef(ref: string | null): Wanted | undefined {
  if (ref === null) return { kind: "default" };
  const [, number, sha] = PULL.exec(ref) ?? [];
  if (number && sha) return { kind: "pull", number: Number(number), sha };
  const [, pull] = HEAD.exec(ref) ?? [];
  if (pull) return { kind: "head", number: Number(pull) };
  if (SHA.test(ref)) return { kind: "commit", sha: ref };
  return isPlainRef(ref) ? { kind: "branch", name: ref } : undefined;
}

/** A ref that stays: the head of a pull request becomes the commit that it was found to be. */
export function pinRef(ref: string | null, sha: string): string | null {
  const wanted = readRef(ref);
  return wanted?.kind === "head" ? `pull/${wanted.number}/${sha}` : ref;
}
