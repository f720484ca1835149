import { ProblemError } from "../api.ts";

/** What the server finds wrong with fields, each by its path: `source.filter.path`. */
export function fieldFaults(error: unknown): readonly { path: string; message: string }[] {
  return error instanceof ProblemError ? (error.problem.errors ?? []) : [];
}

/** What the server says of a field and of what lies beneath it, or of the field alone; undefined when it says nothing. */
export type Faults = (path: string, beneath?: boolean) => string | undefined;

/** The words of a refusal, each for beside its field. */
export const faultsOf = (error: unknown): Faults => faultsIn(fieldFaults(error));

export function faultsIn(all: ReturnType<typeof fieldFaults>): Faults {
  return (field, beneath = true) => {
    const own = all.filter(({ path }) => path === field || (beneath && path.startsWith(`${field}.`)));
    const said = own.map(({ path, message }) =>
      path === field ? message : `${path.slice(field.length + 1)} ${message}`,
    );
    return said.join("; ") || undefined;
  };
}
