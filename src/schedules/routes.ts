import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "~/context.ts";
import { json, jsonBody, pageOf, problems, router } from "~/http/router.ts";
import { idParam } from "~/kit/ids.ts";
import { DST_RULE } from "~/schedule/dst.ts";
import { schedule } from "~/triggers/index.ts";
import { describeFires, describePage, describeSchedule, outlookOf } from "./describe.ts";
import { Fire, Outcome, Outlook, Schedule, ScheduleDetail } from "./model.ts";
import { pauseSchedule, resumeSchedule } from "./pause.ts";

const params = z.object({ id: idParam("trigger") });
const tags = ["schedules"];

const list = createRoute({
  method: "get",
  path: "/",
  "x-scope": "read",
  tags,
  summary: "List schedules with what is next, those of the newest triggers first",
  request: { query: z.strictObject(pageOf("trigger")) },
  responses: {
    200: json("A page.", z.object({ schedules: z.array(Schedule), next_cursor: z.string().nullable() })),
    ...problems(400, 401),
  },
});

const preview = createRoute({
  method: "post",
  path: "/preview",
  "x-scope": "read",
  tags,
  summary: "When a source would fire, without saving it",
  description: DST_RULE,
  request: { body: jsonBody(schedule.config) },
  responses: { 200: json("When it would fire.", Outlook), ...problems(400, 401, 413, 415) },
});

const show = createRoute({
  method: "get",
  path: "/{id}/schedule",
  "x-scope": "read",
  tags,
  summary: "The schedule of a trigger, with its next 10 fires",
  description: DST_RULE,
  request: { params },
  responses: { 200: json("The schedule.", ScheduleDetail), ...problems(400, 401, 404, 409) },
});

const fires = createRoute({
  method: "get",
  path: "/{id}/fires",
  "x-scope": "read",
  tags,
  summary: "What became of each time a trigger's schedule came due, newest first",
  request: { params, query: z.strictObject({ ...pageOf("fire"), outcome: Outcome.optional() }) },
  responses: {
    200: json("A page.", z.object({ fires: z.array(Fire), next_cursor: z.string().nullable() })),
    ...problems(400, 401, 404),
  },
});

const pause = createRoute({
  method: "post",
  path: "/{id}/schedule/pause",
  "x-scope": "admin",
  tags,
  summary: "Fire nothing until it is resumed",
  description: "What comes due meanwhile is not made up. The trigger can be run by hand.",
  request: { params },
  responses: { 200: json("The schedule.", ScheduleDetail), ...problems(400, 401, 404, 409) },
});

const resume = createRoute({
  method: "post",
  path: "/{id}/schedule/resume",
  "x-scope": "admin",
  tags,
  summary: "Go on with what is next",
  request: { params },
  responses: { 200: json("The schedule.", ScheduleDetail), ...problems(400, 401, 404, 409) },
});

export function scheduleRoutes(ctx: Context) {
  return router()
    .openapi(list, (c) => c.json(describePage(ctx, c.req.valid("query")), 200))
    .openapi(preview, (c) => c.json(outlookOf(ctx, c.req.valid("json")), 200));
}

/** Those of one trigger: they stand beside the trigger's own. */
export function triggerScheduleRoutes(ctx: Context) {
  return router()
    .openapi(show, (c) => c.json(describeSchedule(ctx, c.req.valid("param").id), 200))
    .openapi(fires, (c) => c.json(describeFires(ctx, c.req.valid("param").id, c.req.valid("query")), 200))
    .openapi(pause, (c) => {
      pauseSchedule(ctx, c.req.valid("param").id);
      return c.json(describeSchedule(ctx, c.req.valid("param").id), 200);
    })
    .openapi(resume, (c) => {
      resumeSchedule(ctx, c.req.valid("param").id);
      return c.json(describeSchedule(ctx, c.req.valid("param").id), 200);
    });
}
