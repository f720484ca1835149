import { queryOptions } from "@tanstack/react-query";
import { hc } from "hono/client";
import { ok } from "~/ui/api.ts";
import type { templateRoutes } from "../routes.ts";

export const api = hc<ReturnType<typeof templateRoutes>>("/admin/templates");

export const templatesQuery = queryOptions({
  queryKey: ["templates"],
  queryFn: async () => (await ok(api.index.$get())).templates,
});
