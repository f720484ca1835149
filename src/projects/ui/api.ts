import { queryOptions } from "@tanstack/react-query";
import { hc } from "hono/client";
import { ok } from "~/ui/api.ts";
import { paged } from "~/ui/paged.ts";
import type { productRoutes } from "../product-routes.ts";
import type { projectRoutes } from "../routes.ts";
import type { worktreeRoutes } from "../worktree-routes.ts";

export const api = hc<ReturnType<typeof projectRoutes>>("/admin/projects");
const worktrees = hc<ReturnType<typeof worktreeRoutes>>("/admin/projects");
const products = hc<ReturnType<typeof productRoutes>>("/admin/products");

export const projectsQuery = paged(["projects", "list"], (query) => ok(api.index.$get({ query })));

/** To choose from, and to say what they are called: the newest two hundred. */
export const allProjects = queryOptions({
  queryKey: ["projects", "all"],
  queryFn: async () => (await ok(api.index.$get({ query: { limit: "200" } }))).projects,
});

export const projectQuery = (id: string) =>
  queryOptions({
    queryKey: ["projects", id],
    queryFn: () => ok(api[":id"].$get({ param: { id } })),
  });

export const worktreesQuery = (id: string) =>
  paged(["projects", id, "worktrees"], (query) => ok(worktrees[":id"].worktrees.$get({ param: { id }, query })), 20);

/** Not asked for again with every change of its project, for it is counted file by file. */
export const worktreeSizeQuery = (id: string, worktree_id: string, state: string) =>
  queryOptions({
    queryKey: ["worktree sizes", worktree_id, state],
    queryFn: () => ok(worktrees[":id"].worktrees[":worktree_id"].size.$get({ param: { id, worktree_id } })),
  });

export const removeWorktree = (id: string, worktree_id: string) =>
  ok(worktrees[":id"].worktrees[":worktree_id"].$delete({ param: { id, worktree_id } }));

export const productsQuery = queryOptions({
  queryKey: ["products"],
  queryFn: async () => (await ok(products.index.$get({ query: { limit: "200" } }))).products,
});
