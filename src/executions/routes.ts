import { createRoute, z } from "@hono/zod-openapi";
import { stream as streamBody } from "hono/streaming";
import type { StreamingApi } from "hono/utils/stream";
import type { Context } from "~/context.ts";
import { LARGE_BODY_BYTES } from "~/http/body.ts";
import { absentIsEmpty, optionalBody } from "~/http/optional-body.ts";
import { json, jsonBody, pageOf, plainText, problems, router } from "~/http/router.ts";
import type { AppContext } from "~/http/scope.ts";
import { idParam } from "~/kit/ids.ts";
import type { ActionsOf } from "./anew.ts";
import { answer } from "./answer.ts";
import { cancel } from "./cancel.ts";
import { describeDiff, getPatch } from "./diff.ts";
import { extentOf } from "./extent.ts";
import { filterFields } from "./filter.ts";
import { handOver } from "./hand-over.ts";
import { LinePage, linesWith, PAGE_BYTES } from "./lines-with.ts";
import { Execution, ExecutionDiff, ExecutionSummary, Tags } from "./model.ts";
import { ReplayInput, replay } from "./replay.ts";
import { goOn, retry } from "./retry.ts";
import { describeExecution, getResult, getSummary, linesAfter, listExecutions } from "./store.ts";
import { executionFeed } from "./stream.ts";
import { changeExecution } from "./tags.ts";

const params = z.object({ id: idParam("execution") });
const after = z.coerce.number().int().min(0).default(0).openapi({ description: "`seq` of the last line you have." });
const tags = ["executions"];
const Message = z.strictObject({
  message: z.string().min(1).max(1_000_000),
  fork: z.boolean().default(false).openapi({ description: "Go on in a copy: the conversation itself stays as it is." }),
});

const list = createRoute({
  method: "get",
  path: "/",
  "x-scope": "read",
  tags,
  summary: "List executions, newest first",
  description: "With several filters a page may hold fewer than `limit`, even none: `next_cursor` alone says the end.",
  request: { query: z.strictObject({ ...pageOf("execution"), ...filterFields }) },
  responses: {
    200: json("A page.", z.object({ executions: z.array(ExecutionSummary), next_cursor: z.string().nullable() })),
    ...problems(400, 401),
  },
});

const show = createRoute({
  method: "get",
  path: "/{id}",
  "x-scope": "read",
  tags,
  summary: "One execution with its attempts",
  request: { params },
  responses: { 200: json("The execution.", Execution), ...problems(400, 401, 404) },
});

const change = createRoute({
  method: "patch",
  path: "/{id}",
  "x-scope": "run",
  tags,
  summary: "Change an execution's tags, or pin it: then it is kept, however old it gets",
  request: { params, body: jsonBody(z.strictObject({ tags: Tags.optional(), pinned: z.boolean().optional() })) },
  responses: { 200: json("The execution.", ExecutionSummary), ...problems(400, 401, 404, 413, 415) },
});

const lines = createRoute({
  method: "get",
  path: "/{id}/lines",
  "x-scope": "read",
  tags,
  summary: "Lines of output after a cursor",
  request: {
    params,
    query: z.strictObject({
      after,
      limit: z.coerce.number().int().min(1).max(10_000).default(1_000),
      contains: z.string().min(1).max(500).optional().openapi({
        description: "Only lines with this text in them, capital letters of ASCII or not.",
      }),
    }),
  },
  responses: {
    200: json("The lines.", LinePage),
    ...problems(400, 401, 404),
  },
});

const log = createRoute({
  method: "get",
  path: "/{id}/log",
  "x-scope": "read",
  tags,
  summary: "The whole output as plain text",
  request: { params },
  responses: {
    200: { description: "The lines.", content: { "text/plain": { schema: z.string() } } },
    ...problems(400, 401, 404),
  },
});

const result = createRoute({
  method: "get",
  path: "/{id}/result",
  "x-scope": "read",
  tags,
  summary: "The CLI's final answer as plain text",
  request: { params },
  responses: {
    200: { description: "The answer.", content: { "text/plain": { schema: z.string() } } },
    ...problems(400, 401, 404),
  },
});

const diff = createRoute({
  method: "get",
  path: "/{id}/diff",
  "x-scope": "read",
  tags,
  summary: "What it changed in its worktree",
  request: { params },
  responses: { 200: json("The diff.", ExecutionDiff), ...problems(400, 401, 404) },
});

const patch = createRoute({
  method: "get",
  path: "/{id}/patch",
  "x-scope": "read",
  tags,
  summary: "The same as a file for git apply",
  request: { params },
  responses: {
    200: { description: "The patch.", content: { "text/x-patch": { schema: z.string() } } },
    ...problems(400, 401, 404),
  },
});

const stream = createRoute({
  method: "get",
  path: "/{id}/stream",
  "x-scope": "read",
  tags,
  summary: "The output live, as server-sent events (or bare lines for Accept: text/plain)",
  description:
    "Events `log` with `id:` = seq, `status`, and `complete` with the id `<last seq>.end`. `Last-Event-ID` wins over `after`.",
  request: { params, query: z.strictObject({ after, token: z.string().optional() }) },
  responses: {
    200: {
      description: "The stream.",
      content: { "text/event-stream": { schema: z.string() }, "text/plain": { schema: z.string() } },
    },
    204: { description: "The stream has ended and you have all of it." },
    ...problems(400, 401, 404, 503),
  },
});

const stop = createRoute({
  method: "post",
  path: "/{id}/cancel",
  "x-scope": "run",
  tags,
  summary: "End an execution and every process of it",
  request: { params },
  responses: { 202: json("It will end.", ExecutionSummary), ...problems(400, 401, 404, 409) },
});

const hand_over = createRoute({
  method: "post",
  path: "/{id}/hand-over",
  "x-scope": "run",
  tags,
  summary: "End the attempt that runs: the next entry of the chain goes on with what it began",
  request: { params },
  responses: { 202: json("It will be handed over.", ExecutionSummary), ...problems(400, 401, 404, 409) },
});

const again = createRoute({
  method: "post",
  path: "/{id}/retry",
  "x-scope": "run",
  tags,
  summary: "Start a new execution with the inputs of a finished one",
  request: { params },
  responses: {
    202: json("The new execution.", z.object({ execution_id: idParam("execution") })),
    ...problems(400, 401, 404, 409, 503),
  },
});

const play_again = createRoute({
  method: "post",
  path: "/{id}/replay",
  "x-scope": "run",
  "x-max-bytes": LARGE_BODY_BYTES,
  tags,
  summary: "Start a new execution with the inputs of any other, as they are or edited",
  middleware: absentIsEmpty,
  request: { params, body: optionalBody(ReplayInput) },
  responses: {
    202: json("The new execution.", z.object({ execution_id: idParam("execution") })),
    ...problems(400, 401, 404, 409, 413, 415, 503),
  },
});

const go_on = createRoute({
  method: "post",
  path: "/{id}/continue",
  "x-scope": "run",
  "x-max-bytes": LARGE_BODY_BYTES,
  tags,
  summary: "Start a new execution that goes on with the conversation of a finished one",
  request: { params, body: jsonBody(Message) },
  responses: {
    202: json("The new execution.", z.object({ execution_id: idParam("execution") })),
    ...problems(400, 401, 404, 409, 413, 415, 503),
  },
});

const answer_it = createRoute({
  method: "post",
  path: "/{id}/answer",
  "x-scope": "run",
  tags,
  summary: "Let an execution that waits at a budget go on, or stop it",
  request: { params, body: jsonBody(z.strictObject({ answer: z.enum(["continue", "stop"]) })) },
  responses: { 202: json("It will.", ExecutionSummary), ...problems(400, 401, 404, 409, 413, 415) },
});

/** A page a turn of the loop, so that others have theirs. */
async function writeLog(ctx: Context, id: string, body: StreamingApi): Promise<void> {
  let page = linesAfter(ctx, id, 0, 1_000);
  while (page.length > 0 && !body.aborted) {
    await body.write(page.map((line) => `${line.text}\n`).join(""));
    await new Promise(setImmediate);
    page = linesAfter(ctx, id, page.at(-1)?.seq ?? 0, 1_000);
  }
}

export function executionRoutes(ctx: Context, actionsOf: ActionsOf) {
  const { orm } = ctx.db;
  const askerOf = (c: AppContext) => ({ ctx, scope: c.get("scope"), actionsOf });
  return router()
    .openapi(list, (c) => c.json(listExecutions(orm, c.req.valid("query")), 200))
    .openapi(show, (c) => c.json(describeExecution(ctx, c.req.valid("param").id), 200))
    .openapi(change, (c) => {
      changeExecution(ctx, c.req.valid("param").id, c.req.valid("json"));
      return c.json(getSummary(ctx, c.req.valid("param").id), 200);
    })
    .openapi(lines, async (c) => {
      const { id } = getSummary(ctx, c.req.valid("param").id);
      const { after, limit, contains } = c.req.valid("query");
      if (contains !== undefined) return c.json(await linesWith(ctx, id, contains, { after, limit }), 200);
      const found = linesAfter(ctx, id, after, limit, PAGE_BYTES);
      return c.json({ lines: found, next_after: found.at(-1)?.seq ?? after, ...extentOf(ctx, id) }, 200);
    })
    .openapi(log, (c) => {
      const { id } = getSummary(ctx, c.req.valid("param").id);
      c.header("Content-Type", "text/plain; charset=utf-8");
      c.header("Content-Disposition", `inline; filename="${id}.log"`);
      if (c.req.method === "HEAD") return plainText(c.body(null));
      return plainText(streamBody(c, (body) => writeLog(ctx, id, body)));
    })
    .openapi(result, (c) => c.text(getResult(orm, c.req.valid("param").id), 200))
    .openapi(diff, (c) => c.json(describeDiff(orm, c.req.valid("param").id), 200))
    .openapi(patch, (c) => {
      const { id } = c.req.valid("param");
      c.header("Content-Type", "text/x-patch; charset=utf-8");
      c.header("Content-Disposition", `attachment; filename="${id}.patch"`);
      return plainText(c.body(new Uint8Array(getPatch(orm, id))));
    })
    .openapi(stream, (c) => {
      const { id } = getSummary(ctx, c.req.valid("param").id);
      return ctx.streams.serve(c, id, executionFeed(ctx, id), c.req.valid("query"));
    })
    .openapi(stop, (c) => {
      cancel(ctx, c.req.valid("param").id);
      return c.json(getSummary(ctx, c.req.valid("param").id), 202);
    })
    .openapi(play_again, (c) => c.json(replay(askerOf(c), c.req.valid("param").id, c.req.valid("json")), 202))
    .openapi(go_on, (c) => c.json(goOn(askerOf(c), c.req.valid("param").id, c.req.valid("json")), 202))
    .openapi(hand_over, (c) => {
      handOver(ctx, c.req.valid("param").id);
      return c.json(getSummary(ctx, c.req.valid("param").id), 202);
    })
    .openapi(answer_it, (c) => {
      answer(ctx, c.req.valid("param").id, c.req.valid("json").answer);
      return c.json(getSummary(ctx, c.req.valid("param").id), 202);
    })
    .openapi(again, (c) => c.json(retry(askerOf(c), c.req.valid("param").id), 202));
}
