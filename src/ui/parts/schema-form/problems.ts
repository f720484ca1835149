import { ProblemError } from "../../api.ts";

/** What the server found wrong, by the path of the field: `source.filter.path`. */
export type Problems = readonly { path: string; message: string }[];

export function problemsOf(error: unknown): Problems {
  return error instanceof ProblemError ? (error.problem.errors ?? []) : [];
}

/** What is wrong with exactly this field; `within` takes what lies in it along, for a field that is one control. */
export function problemAt(problems: Problems, path: string, within = false): string | undefined {
  const own = problems.filter((one) => one.path === path || (within && one.path.startsWith(`${path}.`)));
  if (own.length === 0) return undefined;
  return own
    .map((one) => (one.path === path ? one.message : `${one.path.slice(path.length + 1)} ${one.message}`))
    .join("; ");
}
