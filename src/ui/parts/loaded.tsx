import { Loader } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import { type ReactNode, useDeferredValue } from "react";
import { ProblemNote } from "./failed.tsx";

interface Props<T> {
  query: Pick<UseQueryResult<T>, "data" | "error">;
  children: (data: T) => ReactNode;
}

/**
 * What was asked for once it is there; before that a sign of it, or what went wrong. What arrives is rendered a little at
 * a time, so that much of it holds up nobody; what is news of it is shown at once.
 */
export function Loaded<T>({ query: { data, error }, children }: Props<T>) {
  const isThere = useDeferredValue(data !== undefined);
  if (isThere && data !== undefined) return children(data);
  return error ? <ProblemNote error={error} /> : <Loading />;
}

export function Loading() {
  return <Loader size="sm" aria-label="Loading" />;
}
