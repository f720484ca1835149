import { queryOptions } from "@tanstack/react-query";
import { hc } from "hono/client";
import { ok } from "~/ui/api.ts";
import type { backendRoutes } from "../routes.ts";

const api = hc<ReturnType<typeof backendRoutes>>("/admin/backends");

/** The CLIs and how they are found on the machine; it takes seconds when they are asked for the first time. */
export const backendsQuery = queryOptions({
  queryKey: ["backends"],
  queryFn: async () => (await ok(api.index.$get())).backends,
});
