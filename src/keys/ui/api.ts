import { hc } from "hono/client";
import { ok } from "~/ui/api.ts";
import { paged } from "~/ui/paged.ts";
import type { browserRoutes } from "../browser-routes.ts";
import type { keyRoutes } from "../routes.ts";

export const keys = hc<ReturnType<typeof keyRoutes>>("/admin/keys");
export const sessions = hc<ReturnType<typeof browserRoutes>>("/admin/sessions");

export const keysQuery = paged(["keys", "list"], (query) => ok(keys.index.$get({ query })));
export const sessionsQuery = paged(["keys", "sessions"], (query) => ok(sessions.index.$get({ query })));
