import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "~/context.ts";
import { LARGE_BODY_BYTES } from "~/http/body.ts";
import { absentIsEmpty, optionalBody } from "~/http/optional-body.ts";
import { json, jsonBody, pageOf, problems, router } from "~/http/router.ts";
import { idParam } from "~/kit/ids.ts";
import { listRevisions } from "./history.ts";
import { sources } from "./kinds/index.ts";
import { Note, Preview, PreviewInput, Trigger, UnsavedPreviewInput } from "./model.ts";
import { describePlaceholders, Placeholder } from "./placeholders.ts";
import { preview, previewUnsaved } from "./preview.ts";
import { Revision, RevisionSummary } from "./revision-model.ts";
import { describeRevision, restoreRevision } from "./revisions.ts";

const number = z.coerce.number().int().min(1);
const params = z.object({ id: idParam("trigger") });
const numbered = params.extend({ number });
const tags = ["triggers"];

const describe = createRoute({
  method: "get",
  path: "/placeholders",
  "x-scope": "read",
  tags,
  summary: "What a prompt template may say in braces",
  responses: {
    200: json("The placeholders.", z.object({ placeholders: z.array(Placeholder) })),
    ...problems(401),
  },
});

const try_unsaved = createRoute({
  method: "post",
  path: "/preview",
  "x-scope": "read",
  "x-max-bytes": LARGE_BODY_BYTES,
  tags,
  summary: "The prompt that a template would send that is not saved yet",
  request: { body: jsonBody(UnsavedPreviewInput) },
  responses: { 200: json("The prompt.", Preview), ...problems(400, 401, 413, 415) },
});

const try_out = createRoute({
  method: "post",
  path: "/{id}/preview",
  "x-scope": "read",
  "x-max-bytes": LARGE_BODY_BYTES,
  tags,
  summary: "The prompt a run would send; nothing is started",
  middleware: absentIsEmpty,
  request: { params, body: optionalBody(PreviewInput) },
  responses: { 200: json("The prompt.", Preview), ...problems(400, 401, 404, 413, 415) },
});

const list = createRoute({
  method: "get",
  path: "/{id}/revisions",
  "x-scope": "read",
  tags,
  summary: "What became of a trigger's template, newest first; of a deleted trigger too",
  request: { params, query: z.strictObject(pageOf("revision")) },
  responses: {
    200: json("A page.", z.object({ revisions: z.array(RevisionSummary), next_cursor: z.string().nullable() })),
    ...problems(400, 401, 404),
  },
});

const show = createRoute({
  method: "get",
  path: "/{id}/revisions/{number}",
  "x-scope": "read",
  tags,
  summary: "One revision of a template, and how it differs from the one before it or from `against`",
  request: { params: numbered, query: z.strictObject({ against: number.optional() }) },
  responses: { 200: json("The revision.", Revision), ...problems(400, 401, 404) },
});

const restore = createRoute({
  method: "post",
  path: "/{id}/revisions/{number}/restore",
  "x-scope": "admin",
  tags,
  summary: "Make its text the template again, as a new revision",
  middleware: absentIsEmpty,
  request: { params: numbered, body: optionalBody(z.strictObject({ note: Note })) },
  responses: { 200: json("The trigger.", Trigger), ...problems(400, 401, 404, 409, 413, 415) },
});

/** Templates: what they may say, what they make, what they were. Before the triggers' own, whose ids they are not. */
export function promptRoutes(ctx: Context) {
  const { orm } = ctx.db;
  return router()
    .openapi(describe, (c) => c.json({ placeholders: describePlaceholders(Object.keys(sources)) }, 200))
    .openapi(try_unsaved, (c) => c.json(previewUnsaved(ctx, c.req.valid("json")), 200))
    .openapi(try_out, (c) => c.json(preview(ctx, c.req.valid("param").id, c.req.valid("json")), 200))
    .openapi(list, (c) => c.json(listRevisions(orm, c.req.valid("param").id, c.req.valid("query")), 200))
    .openapi(show, (c) => {
      const { id, number } = c.req.valid("param");
      return c.json(describeRevision(orm, id, number, c.req.valid("query").against), 200);
    })
    .openapi(restore, (c) => {
      const { id, number } = c.req.valid("param");
      return c.json(restoreRevision(ctx, id, number, c.req.valid("json").note), 200);
    });
}
