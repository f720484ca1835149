import { queryOptions } from "@tanstack/react-query";
import { hc } from "hono/client";
import type { projectRoutes } from "~/projects/index.ts";
import type { triggerRoutes } from "~/triggers/index.ts";
import { ok } from "../api.ts";

const projects = hc<ReturnType<typeof projectRoutes>>("/admin/projects");
const triggers = hc<ReturnType<typeof triggerRoutes>>("/admin/triggers");

/** The newest two hundred of each: the palette finds others by their id. */
const limit = "200";

export const projectsQuery = queryOptions({
  queryKey: ["projects", "palette"],
  queryFn: async () => (await ok(projects.index.$get({ query: { limit } }))).projects,
});

export const triggersQuery = queryOptions({
  queryKey: ["triggers", "palette"],
  queryFn: async () => (await ok(triggers.index.$get({ query: { limit } }))).triggers,
});

export const runTrigger = ({ id, message }: { id: string; message: string }) =>
  ok(triggers[":id"].run.$post({ param: { id }, json: { message } }));
