import { queryOptions } from "@tanstack/react-query";
import { hc } from "hono/client";
import { ok } from "~/ui/api.ts";
import type { triggerRoutes } from "../routes.ts";

const api = hc<ReturnType<typeof triggerRoutes>>("/admin/triggers");

/** What the newest two hundred triggers are called, by id. */
export const triggerNames = queryOptions({
  queryKey: ["triggers", "names"],
  queryFn: async () => {
    const { triggers } = await ok(api.index.$get({ query: { limit: "200" } }));
    return Object.fromEntries(triggers.map(({ id, name }) => [id, name]));
  },
});
