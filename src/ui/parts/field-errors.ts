import { ProblemError } from "../api.ts";

/** What the server finds wrong with each field, by the field's path. */
export function fieldErrors(error: unknown): Record<string, string> {
  const errors = error instanceof ProblemError ? (error.problem.errors ?? []) : [];
  return Object.fromEntries(errors.map(({ path, message }) => [path, message]));
}
