import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { hc } from "hono/client";
import { ok } from "~/ui/api.ts";
import type { executionRoutes } from "../routes.ts";
import type { Filter } from "./filter.ts";

export const api = hc<ReturnType<typeof executionRoutes>>("/admin/executions");

export const listQuery = (filter: Filter, limit = 50) =>
  infiniteQueryOptions({
    queryKey: ["executions", "list", filter, limit],
    queryFn: ({ pageParam }) =>
      ok(api.index.$get({ query: { ...filter, limit: String(limit), ...(pageParam ? { cursor: pageParam } : {}) } })),
    initialPageParam: "",
    getNextPageParam: ({ next_cursor }) => next_cursor,
  });

export const executionQuery = (id: string) =>
  queryOptions({
    queryKey: ["executions", id],
    queryFn: () => ok(api[":id"].$get({ param: { id } })),
  });

export const diffQuery = (id: string) =>
  queryOptions({
    queryKey: ["executions", id, "diff"],
    queryFn: () => ok(api[":id"].diff.$get({ param: { id } })),
  });

export const linesAfter = (id: string, after: number, limit: number) =>
  ok(api[":id"].lines.$get({ param: { id }, query: { after: String(after), limit: String(limit) } }));

export const linesWith = (id: string, contains: string, after: number, signal: AbortSignal) =>
  ok(
    api[":id"].lines.$get(
      { param: { id }, query: { contains, after: String(after), limit: "1000" } },
      { init: { signal } },
    ),
  );
