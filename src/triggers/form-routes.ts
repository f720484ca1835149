import { createRoute, z } from "@hono/zod-openapi";
import { backends } from "~/backends/index.ts";
import type { Context } from "~/context.ts";
import { recentOf, Status } from "~/executions/index.ts";
import { jsonSchema } from "~/http/json-schema.ts";
import { json, problems, router } from "~/http/router.ts";
import { idParam } from "~/kit/ids.ts";
import { sources } from "./kinds/index.ts";
import { TriggerInput, TriggerQuery } from "./model.ts";
import { pageOfTriggers } from "./store.ts";

const MOST_RUNS = 20;
const tags = ["triggers"];
const schema = z.record(z.string(), z.unknown());

const Form = z
  .object({
    schema: schema.openapi({ description: "The JSON Schema of `TriggerInput`." }),
    sources: z.array(
      z.object({
        kind: z.string(),
        title: z.string(),
        receives: z.boolean().openapi({ description: "Deliveries come to it." }),
      }),
    ),
    backends: z.array(
      z.object({
        id: z.string(),
        title: z.string(),
        config: schema.openapi({ description: "The JSON Schema of its `backend_config`." }),
      }),
    ),
  })
  .openapi("TriggerForm");

const form = createRoute({
  method: "get",
  path: "/form",
  "x-scope": "read",
  tags,
  summary: "What a form for a trigger is made of",
  responses: { 200: json("Its schemas.", Form), ...problems(401) },
});

const Recent = z.object({
  id: idParam("execution"),
  trigger_id: idParam("trigger"),
  status: Status,
  created_at: z.iso.datetime(),
});

const recent = createRoute({
  method: "get",
  path: "/recent",
  "x-scope": "read",
  tags,
  summary: `The newest ${MOST_RUNS} executions of each trigger of a page, newest first`,
  request: { query: TriggerQuery },
  responses: { 200: json("Of all of them.", z.object({ executions: z.array(Recent) })), ...problems(400, 401) },
});

/** What a page shows of triggers besides themselves. Before the triggers' own routes, whose ids these are not. */
export function triggerFormRoutes({ db: { orm } }: Context) {
  let described: z.infer<typeof Form> | undefined;
  return router()
    .openapi(form, (c) => {
      described ??= describeForm();
      return c.json(described, 200);
    })
    .openapi(recent, (c) => {
      const ids = pageOfTriggers(orm, c.req.valid("query")).page.map(({ id }) => id);
      return c.json({ executions: recentOf(orm, ids, MOST_RUNS) }, 200);
    });
}

function describeForm(): z.infer<typeof Form> {
  return {
    schema: jsonSchema("Trigger", TriggerInput),
    sources: Object.entries(sources).map(([kind, { title, receives }]) => ({ kind, title, receives })),
    backends: Object.values(backends).map(({ id, title, config }) => ({
      id,
      title,
      config: jsonSchema(title, config),
    })),
  };
}
