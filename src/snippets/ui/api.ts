import { queryOptions } from "@tanstack/react-query";
import { hc } from "hono/client";
import { ok } from "~/ui/api.ts";
import type { snippetRoutes } from "../routes.ts";

export const api = hc<ReturnType<typeof snippetRoutes>>("/admin/snippets");

/** The newest two hundred. */
export const snippetsQuery = queryOptions({
  queryKey: ["snippets", "list"],
  queryFn: async () => (await ok(api.index.$get({ query: { limit: "200" } }))).snippets,
});
