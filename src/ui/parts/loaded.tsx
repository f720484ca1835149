import { Loader } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ProblemNote } from "./failed.tsx";

interface Props<T> {
  query: Pick<UseQueryResult<T>, "data" | "error">;
  children: (data: T) => ReactNode;
}

/** What was asked for once it is there; before that a sign of it, or what went wrong. */
export function Loaded<T>({ query: { data, error }, children }: Props<T>) {
  if (data !== undefined) return children(data);
  return error ? <ProblemNote error={error} /> : <Loader size="sm" aria-label="Loading" />;
}
