import { queryOptions } from "@tanstack/react-query";
import { hc } from "hono/client";
import type { accountRoutes } from "~/accounts/index.ts";
import type { projectRoutes } from "~/projects/index.ts";
import { ok } from "~/ui/api.ts";

const accounts = hc<ReturnType<typeof accountRoutes>>("/admin/accounts");
const projects = hc<ReturnType<typeof projectRoutes>>("/admin/projects");

/** What accounts are called, by id. */
export const accountNames = queryOptions({
  queryKey: ["accounts", "names"],
  queryFn: async () => namesOf((await ok(accounts.index.$get({ query: { limit: "200" } }))).accounts),
});

/** What projects are called, by id. */
export const projectNames = queryOptions({
  queryKey: ["projects", "names"],
  queryFn: async () => namesOf((await ok(projects.index.$get({ query: { limit: "200" } }))).projects),
});

function namesOf(rows: readonly { id: string; name: string }[]): Partial<Record<string, string>> {
  return Object.fromEntries(rows.map(({ id, name }) => [id, name]));
}
