import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "~/context.ts";
import { json, pageOf, problems, router } from "~/http/router.ts";
import { idParam } from "~/kit/ids.ts";
import { Worktree, WorktreeSize } from "./model.ts";
import { removeWorktree } from "./remove-worktree.ts";
import { worktreeSize } from "./worktree-size.ts";
import { listWorktrees } from "./worktree-store.ts";

const project = z.object({ id: idParam("project") });
const params = project.extend({ worktree_id: idParam("worktree") });
const tags = ["projects"];

const list = createRoute({
  method: "get",
  path: "/{id}/worktrees",
  "x-scope": "read",
  tags,
  summary: "The working copies that executions of a project have or had, newest first",
  request: { params: project, query: z.strictObject(pageOf("worktree")) },
  responses: {
    200: json("A page.", z.object({ worktrees: z.array(Worktree), next_cursor: z.string().nullable() })),
    ...problems(400, 401, 404),
  },
});

const size = createRoute({
  method: "get",
  path: "/{id}/worktrees/{worktree_id}/size",
  "x-scope": "read",
  tags,
  summary: "What a working copy takes of the disk",
  request: { params },
  responses: { 200: json("Its files, summed.", WorktreeSize), ...problems(400, 401, 404) },
});

const remove = createRoute({
  method: "delete",
  path: "/{id}/worktrees/{worktree_id}",
  "x-scope": "run",
  tags,
  summary: "Remove the directory of a working copy; what stands in it is kept on its branch first",
  request: { params },
  responses: { 204: { description: "It is gone." }, ...problems(400, 401, 404, 409, 413, 503) },
});

export function worktreeRoutes(ctx: Context) {
  return router()
    .openapi(list, (c) => c.json(listWorktrees(ctx.db.orm, c.req.valid("param").id, c.req.valid("query")), 200))
    .openapi(size, async (c) => {
      const { id, worktree_id } = c.req.valid("param");
      return c.json(await worktreeSize(ctx, id, worktree_id), 200);
    })
    .openapi(remove, async (c) => {
      const { id, worktree_id } = c.req.valid("param");
      await removeWorktree(ctx, id, worktree_id, c.req.raw.signal);
      return c.body(null, 204);
    });
}
