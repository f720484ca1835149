import { queryOptions } from "@tanstack/react-query";
import { hc } from "hono/client";
import { ok } from "~/ui/api.ts";
import type { backendRoutes } from "../routes.ts";

const api = hc<ReturnType<typeof backendRoutes>>("/admin/backends");

export const backendsQuery = queryOptions({ queryKey: ["backends"], queryFn: () => ok(api.index.$get()) });
