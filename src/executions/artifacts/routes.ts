import { existsSync } from "node:fs";
import { join } from "node:path";
import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "~/context.ts";
import { json, plainText, problems, router } from "~/http/router.ts";
import type { AppContext } from "~/http/scope.ts";
import { Fault } from "~/kit/fault.ts";
import { idParam } from "~/kit/ids.ts";
import { getSummary } from "../store.ts";
import { artifactsDir } from "./keep.ts";
import { downloadName } from "./names.ts";
import { getArtifact, listArtifacts } from "./store.ts";

const tags = ["executions"];
const number = z.coerce.number().int().min(1);

const Artifact = z
  .object({
    number: z.number().int(),
    name: z.string().openapi({ description: "Its path in the directory, without what could do harm." }),
    size: z.number().int(),
    sha256: z.string(),
    media_type: z.string().openapi({ description: "Going by its name; of what could carry a script, bytes." }),
    attempt: z.number().int(),
  })
  .openapi("Artifact");

const list = createRoute({
  method: "get",
  path: "/{id}/artifacts",
  "x-scope": "read",
  tags,
  summary: "What an execution left in AGENTED_ARTIFACTS_DIR",
  request: {
    params: z.object({ id: idParam("execution") }),
    query: z.strictObject({
      limit: z.coerce.number().int().min(1).max(200).default(50),
      cursor: number.optional().openapi({ description: "`next_cursor` of the page before." }),
    }),
  },
  responses: {
    200: json("A page.", z.object({ artifacts: z.array(Artifact), next_cursor: z.number().int().nullable() })),
    ...problems(400, 401, 404),
  },
});

const download = createRoute({
  method: "get",
  path: "/{id}/artifacts/{number}",
  "x-scope": "read",
  tags,
  summary: "One artifact, to be saved",
  request: { params: z.object({ id: idParam("execution"), number }) },
  responses: {
    200: { description: "Its bytes.", content: { "*/*": { schema: z.string() } } },
    ...problems(400, 401, 404),
  },
});

/** It is the run's own: a browser saves it and runs nothing of it. */
function send(ctx: Context, c: AppContext, id: string, number: number): Response {
  const { attempt, name, media_type, size } = getArtifact(ctx.db.orm, id, number);
  const path = join(artifactsDir(ctx, id, attempt), String(number));
  if (!existsSync(path)) throw new Fault("not_found", `The file of artifact ${number} is gone.`);
  c.header("Content-Type", media_type);
  c.header("Content-Length", String(size));
  c.header("Content-Disposition", `attachment; filename="${downloadName(name)}"`);
  c.header("X-Content-Type-Options", "nosniff");
  return c.req.method === "HEAD" ? c.body(null) : c.body(Bun.file(path).stream());
}

export function artifactRoutes(ctx: Context) {
  return router()
    .openapi(list, (c) => {
      const { id } = getSummary(ctx, c.req.valid("param").id);
      return c.json(listArtifacts(ctx.db.orm, id, c.req.valid("query")), 200);
    })
    .openapi(download, (c) => {
      const { id, number } = c.req.valid("param");
      return plainText(send(ctx, c, getSummary(ctx, id).id, number));
    });
}
