import { infiniteQueryOptions } from "@tanstack/react-query";

/** A list that is asked for page by page. `ask` gets the query fields of one. */
export function paged<Page extends { next_cursor: string | null }>(
  queryKey: readonly unknown[],
  ask: (page: { limit: string; cursor?: string }) => Promise<Page>,
  limit = 50,
) {
  return infiniteQueryOptions({
    queryKey,
    queryFn: ({ pageParam }) => ask({ limit: String(limit), ...(pageParam && { cursor: pageParam }) }),
    initialPageParam: "",
    getNextPageParam: ({ next_cursor }: Page) => next_cursor,
  });
}
