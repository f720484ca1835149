import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "~/context.ts";
import { json, problems, router } from "~/http/router.ts";
import { idParam } from "~/kit/ids.ts";
import { getBackup, listBackups } from "./describe.ts";
import { beginBackup, checkBackup, deleteBackup } from "./keep.ts";
import { Backup, BackupCheck, BackupFilter } from "./model.ts";

const tags = ["backups"];
const params = z.object({ id: idParam("backup") });

const list = createRoute({
  method: "get",
  path: "/",
  "x-scope": "admin",
  tags,
  summary: "List the backups on the server's disk, newest first",
  request: { query: BackupFilter },
  responses: {
    200: json("A page.", z.object({ backups: z.array(Backup), next_cursor: z.string().nullable() })),
    ...problems(400, 401),
  },
});

const create = createRoute({
  method: "post",
  path: "/",
  "x-scope": "admin",
  tags,
  summary: "Begin a backup of the database",
  description:
    "It is made beside all other work, and `GET` says how far it is. The keys are never in it: for them there is `agented backup create --with-secrets`.",
  responses: { 202: json("It has begun.", Backup), ...problems(401, 409, 503) },
});

const show = createRoute({
  method: "get",
  path: "/{id}",
  "x-scope": "admin",
  tags,
  summary: "One backup",
  request: { params },
  responses: { 200: json("The backup.", Backup), ...problems(400, 401, 404) },
});

const verify = createRoute({
  method: "post",
  path: "/{id}/verify",
  "x-scope": "admin",
  tags,
  summary: "Read all of a backup: is it whole, and does this version know it?",
  request: { params },
  responses: { 200: json("What was found.", BackupCheck), ...problems(400, 401, 404) },
});

const remove = createRoute({
  method: "delete",
  path: "/{id}",
  "x-scope": "admin",
  tags,
  summary: "Delete a backup",
  request: { params },
  responses: { 204: { description: "It is gone." }, ...problems(400, 401, 404, 409) },
});

export function backupRoutes(ctx: Context) {
  return router()
    .openapi(list, (c) => c.json(listBackups(ctx, c.req.valid("query")), 200))
    .openapi(create, (c) => c.json(beginBackup(ctx, "person").backup, 202))
    .openapi(show, (c) => c.json(getBackup(ctx, c.req.valid("param").id), 200))
    .openapi(verify, async (c) => c.json(await checkBackup(ctx, c.req.valid("param").id), 200))
    .openapi(remove, (c) => {
      deleteBackup(ctx, c.req.valid("param").id);
      return c.body(null, 204);
    });
}
