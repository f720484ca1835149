import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "~/context.ts";
import { json, pageOf, problems, router } from "~/http/router.ts";
import { idParam } from "~/kit/ids.ts";
import { PullState, Review, ReviewStats, Verdict } from "./model.ts";
import { getReview, listReviews, reviewStats } from "./store.ts";

const tags = ["reviews"];
const repository = z.string().min(1).max(200);
const next_cursor = z.string().nullable();

const list = createRoute({
  method: "get",
  path: "/",
  "x-scope": "read",
  tags,
  summary: "List reviews of pull requests, newest first: one for each head and trigger",
  request: {
    query: z.strictObject({
      ...pageOf("review"),
      repository: repository.optional().openapi({ example: "owner/name" }),
      trigger_id: idParam("trigger").optional(),
      state: PullState.optional(),
      verdict: Verdict.optional(),
    }),
  },
  responses: { 200: json("A page.", z.object({ reviews: z.array(Review), next_cursor })), ...problems(400, 401) },
});

const stats = createRoute({
  method: "get",
  path: "/stats",
  "x-scope": "read",
  tags,
  summary: "Count reviews by repository",
  request: {
    query: z.strictObject({
      limit: pageOf("review").limit,
      cursor: repository.regex(/^[^/]+\/[^/]+$/, "must be owner/name").optional(),
    }),
  },
  responses: {
    200: json("A page.", z.object({ repositories: z.array(ReviewStats), next_cursor })),
    ...problems(400, 401),
  },
});

const show = createRoute({
  method: "get",
  path: "/{id}",
  "x-scope": "read",
  tags,
  summary: "One review",
  request: { params: z.object({ id: idParam("review") }) },
  responses: { 200: json("The review.", Review), ...problems(400, 401, 404) },
});

export function reviewRoutes({ db: { orm } }: Context) {
  return router()
    .openapi(list, (c) => c.json(listReviews(orm, c.req.valid("query")), 200))
    .openapi(stats, (c) => c.json(reviewStats(orm, c.req.valid("query")), 200))
    .openapi(show, (c) => c.json(getReview(orm, c.req.valid("param").id), 200));
}
