import { queryOptions } from "@tanstack/react-query";
import { hc, type InferResponseType } from "hono/client";
import type { searchRoutes } from "~/search/index.ts";
import { ok } from "~/ui/api.ts";
import { paged } from "~/ui/paged.ts";
import type { executionRoutes } from "../routes.ts";
import { askedBy, type Filter } from "./filter.ts";

export const api = hc<ReturnType<typeof executionRoutes>>("/admin/executions");

export const listQuery = (filter: Filter, limit = 50) =>
  paged(
    ["executions", "list", filter, limit],
    (page) => ok(api.index.$get({ query: { ...askedBy(filter, Date.now()), ...page } })),
    limit,
  );

const search = hc<ReturnType<typeof searchRoutes>>("/admin/search");

export type LineHit = InferResponseType<typeof search.lines.$get, 200>["hits"][number];

/** Lines of output with the filter's words in them. */
export const linesQuery = (filter: Filter) =>
  paged(["executions", "lines", filter], (page) => {
    const { trigger_id, since } = askedBy(filter, Date.now());
    const narrowed = { ...(trigger_id && { trigger_id }), ...(since && { since }) };
    return ok(search.lines.$get({ query: { q: filter.text ?? "", ...narrowed, ...page } }));
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
