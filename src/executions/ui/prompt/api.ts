import { queryOptions } from "@tanstack/react-query";
import { hc } from "hono/client";
import type { inboxRoutes } from "~/deliveries/index.ts";
import type { promptRoutes } from "~/triggers/index.ts";
import { ok } from "~/ui/api.ts";

const triggers = hc<ReturnType<typeof promptRoutes>>("/admin/triggers");
const deliveries = hc<ReturnType<typeof inboxRoutes>>("/admin/deliveries");

/** The template as it was when a prompt was rendered from it. */
export const revisionQuery = (id: string, number: number) =>
  queryOptions({
    queryKey: ["triggers", id, "revision", number],
    queryFn: () => ok(triggers[":id"].revisions[":number"].$get({ param: { id, number: String(number) }, query: {} })),
  });

export const deliveryQuery = (id: string) =>
  queryOptions({
    queryKey: ["deliveries", id],
    queryFn: () => ok(deliveries[":id"].$get({ param: { id } })),
  });
