import { queryOptions } from "@tanstack/react-query";
import { hc } from "hono/client";
import { ok } from "~/ui/api.ts";
import { paged } from "~/ui/paged.ts";
import type { inboxRoutes } from "../inbox-routes.ts";
import type { Replay } from "../model.ts";
import type { deliveryPreviewRoutes } from "../preview-routes.ts";
import type { Filter } from "./filter.ts";

const api = hc<ReturnType<typeof inboxRoutes>>("/admin/deliveries");
const previews = hc<ReturnType<typeof deliveryPreviewRoutes>>("/admin/deliveries");

export const inboxQuery = (filter: Filter) =>
  paged(["deliveries", "list", filter], (page) => ok(api.index.$get({ query: { ...filter, ...page } })));

export const refusedQuery = paged(["deliveries", "refused"], (query) => ok(api.rejected.$get({ query })));

export const deliveryQuery = (id: string) =>
  queryOptions({
    queryKey: ["deliveries", id],
    queryFn: () => ok(api[":id"].$get({ param: { id } })),
  });

/** Of a trigger as it is now: asked for again when it is edited. */
export const promptQuery = (id: string, trigger_id: string) =>
  queryOptions({
    queryKey: ["triggers", "prompt", trigger_id, id],
    queryFn: () => ok(previews[":id"].preview.$post({ param: { id }, json: { trigger_id } })),
  });

export const replay = (id: string, json: Replay) => ok(api[":id"].replay.$post({ param: { id }, json }));
