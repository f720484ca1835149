import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "~/context.ts";
import { json, jsonBody, pageOf, problems, router } from "~/http/router.ts";
import { idParam } from "~/kit/ids.ts";
import { listBranches } from "./branches.ts";
import { Branch, Project, ProjectInput, ProjectPatch } from "./model.ts";
import { createProject, deleteProject, type Hold, updateProject } from "./save.ts";
import { getProject, listProjects, wantFetch, wireProject } from "./store.ts";

const params = z.object({ id: idParam("project") });
const tags = ["projects"];

const list = createRoute({
  method: "get",
  path: "/",
  "x-scope": "read",
  tags,
  summary: "List projects, newest first",
  request: { query: z.strictObject({ ...pageOf("project"), product_id: idParam("product").optional() }) },
  responses: {
    200: json("A page.", z.object({ projects: z.array(Project), next_cursor: z.string().nullable() })),
    ...problems(400, 401),
  },
});

const create = createRoute({
  method: "post",
  path: "/",
  "x-scope": "admin",
  tags,
  summary: "Add a local directory, or a repository that is cloned in the background",
  request: { body: jsonBody(ProjectInput) },
  responses: { 201: json("The project.", Project), ...problems(400, 401, 413, 415) },
});

const show = createRoute({
  method: "get",
  path: "/{id}",
  "x-scope": "read",
  tags,
  summary: "One project, with how far its clone is",
  request: { params },
  responses: { 200: json("The project.", Project), ...problems(400, 401, 404) },
});

const update = createRoute({
  method: "patch",
  path: "/{id}",
  "x-scope": "admin",
  tags,
  summary: "Change a project",
  request: { params, body: jsonBody(ProjectPatch) },
  responses: { 200: json("The project.", Project), ...problems(400, 401, 404, 413, 415) },
});

const remove = createRoute({
  method: "delete",
  path: "/{id}",
  "x-scope": "admin",
  tags,
  summary: "Delete a project and our clone of it; a local directory stays as it is",
  request: { params },
  responses: { 204: { description: "It is gone." }, ...problems(400, 401, 404, 409) },
});

const fetch = createRoute({
  method: "post",
  path: "/{id}/fetch",
  "x-scope": "run",
  tags,
  summary: "Fetch now, or clone again what failed",
  request: { params },
  responses: { 202: json("It is under way.", Project), ...problems(400, 401, 404, 409) },
});

const branches = createRoute({
  method: "get",
  path: "/{id}/branches",
  "x-scope": "read",
  tags,
  summary: "The branches of our clone, by name",
  request: {
    params,
    query: z.strictObject({
      limit: pageOf("project").limit,
      cursor: z.string().max(250).optional().openapi({ description: "`next_cursor` of the page before." }),
    }),
  },
  responses: {
    200: json("A page.", z.object({ branches: z.array(Branch), next_cursor: z.string().nullable() })),
    ...problems(400, 401, 404, 503),
  },
});

export function projectRoutes(ctx: Context, holds: readonly Hold[]) {
  return router()
    .openapi(list, (c) => c.json(listProjects(ctx, c.req.valid("query")), 200))
    .openapi(create, async (c) => c.json(await createProject(ctx, c.req.valid("json")), 201))
    .openapi(show, (c) => c.json(wireProject(ctx, getProject(ctx.db.orm, c.req.valid("param").id)), 200))
    .openapi(update, (c) => c.json(updateProject(ctx, c.req.valid("param").id, c.req.valid("json")), 200))
    .openapi(remove, async (c) => {
      await deleteProject(ctx, c.req.valid("param").id, holds);
      return c.body(null, 204);
    })
    .openapi(fetch, (c) => c.json(wireProject(ctx, wantFetch(ctx, c.req.valid("param").id)), 202))
    .openapi(branches, async (c) =>
      c.json(await listBranches(ctx, c.req.valid("param").id, c.req.valid("query")), 200),
    );
}
