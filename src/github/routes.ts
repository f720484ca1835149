import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "~/context.ts";
import { getExecution } from "~/executions/index.ts";
import { json, problems, router } from "~/http/router.ts";
import { idParam } from "~/kit/ids.ts";
import { openGithub } from "./client.ts";
import { describeSetup } from "./describe.ts";
import { GithubAction, GithubSetup } from "./model.ts";
import { retryAction } from "./retry.ts";
import { listActions, wireAction } from "./store.ts";

const setup = createRoute({
  method: "get",
  path: "/",
  "x-scope": "read",
  tags: ["github"],
  summary: "How GitHub is set up, and what is missing",
  responses: { 200: json("The set-up, without secrets.", GithubSetup), ...problems(401) },
});

export function githubRoutes(ctx: Context) {
  const github = openGithub(ctx, "set-up");
  return router().openapi(setup, async (c) => c.json(await describeSetup(ctx, github), 200));
}

const list = createRoute({
  method: "get",
  path: "/{id}/actions",
  "x-scope": "read",
  tags: ["executions"],
  summary: "What is done on GitHub for an execution: all of it, at most 21",
  request: { params: z.object({ id: idParam("execution") }) },
  responses: {
    200: json("Its actions, in order.", z.object({ actions: z.array(GithubAction) })),
    ...problems(400, 401, 404),
  },
});

const again = createRoute({
  method: "post",
  path: "/{id}/actions/{number}/retry",
  "x-scope": "run",
  tags: ["executions"],
  summary: "Try a failed action again",
  request: { params: z.object({ id: idParam("execution"), number: z.coerce.number().int().min(1) }) },
  responses: { 202: json("It will be tried.", GithubAction), ...problems(400, 401, 404, 409) },
});

export function actionRoutes(ctx: Context) {
  return router()
    .openapi(list, (c) => {
      const { id } = getExecution(ctx.db.orm, c.req.valid("param").id);
      return c.json({ actions: listActions(ctx.db.orm, id).map(wireAction) }, 200);
    })
    .openapi(again, (c) => {
      const { id, number } = c.req.valid("param");
      return c.json(retryAction(ctx, id, number), 202);
    });
}
