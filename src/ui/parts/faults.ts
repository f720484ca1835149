import { ProblemError } from "../api.ts";

/** What the server says of a field, and of what lies beneath it; undefined when it says nothing. */
export type Faults = (path: string) => string | undefined;

/** The words of a refusal, each for beside its field. */
export function faultsOf(error: unknown): Faults {
  const errors = error instanceof ProblemError ? (error.problem.errors ?? []) : [];
  return (field) => {
    const found = errors.find(({ path }) => path === field || path.startsWith(`${field}.`));
    if (!found) return undefined;
    return found.path === field ? found.message : `${found.path.slice(field.length + 1)}: ${found.message}`;
  };
}
