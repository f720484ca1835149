import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "~/context.ts";
import { executionFeed, getSummary } from "~/executions/index.ts";
import type { Feed } from "~/http/channel.ts";
import { problems, router } from "~/http/router.ts";
import { changesFeed } from "./changes.ts";
import { TOPICS } from "./topics.ts";

/** The path a stream token may be minted for. */
export const EVENTS_STREAM = /^\/admin\/events$/;

const MOST_LOGS = 20;

const topicList = z
  .string()
  .transform((text) => text.split(","))
  .pipe(z.array(z.enum(TOPICS)))
  .optional();

const LOG = /^(exec-[0-9a-z]{20})\.(\d{1,15})$/;
const logList = z
  .string()
  .transform((text) => text.split(",").map((one) => LOG.exec(one)))
  .refine((found) => found.every((one) => one), "must be like exec-….120,exec-….0")
  .refine((found) => found.length <= MOST_LOGS, `must name at most ${MOST_LOGS} executions`)
  .transform((found) => found.flatMap((one) => (one ? [{ id: String(one[1]), after: Number(one[2]) }] : [])))
  .optional();

const query = z.strictObject({
  topics: topicList.openapi({
    type: "string",
    description: `Of what to tell, by commas: ${TOPICS.join(", ")}. Unset: all.`,
  }),
  logs: logList.openapi({
    type: "string",
    description: `Executions whose lines to send, each with the \`seq\` of the last line you have: \`exec-….120,exec-….0\`. At most ${MOST_LOGS}.`,
  }),
  after: z.coerce
    .number()
    .int()
    .min(0)
    .default(Number.MAX_SAFE_INTEGER)
    .openapi({ description: "`seq` of the last change you know of; unset begins now." }),
  token: z.string().optional(),
});

const events = createRoute({
  method: "get",
  path: "/",
  "x-scope": "read",
  tags: ["events"],
  summary: "One stream of what changes, and of the logs that are open",
  description:
    "`changed { seq, changed: { <topic>: [ids] } }` says what to ask for again; `reset { seq }` that more has changed than is " +
    "remembered, or the server is another: ask for everything. `log { execution_id, … }`, `status` and `complete` are those of " +
    "the executions named in `logs`.",
  request: { query },
  responses: {
    200: { description: "A stream.", content: { "text/event-stream": { schema: z.string() } } },
    ...problems(400, 401, 404, 503),
  },
});

export function eventRoutes(ctx: Context) {
  return router().openapi(events, (c) => {
    const { topics, logs = [], after } = c.req.valid("query");
    const name = `changes ${topics?.toSorted().join() ?? "all"}`;
    const opened = logs.map(({ id, after }) => ({ name: `${id} named`, feed: named(ctx, id), after }));
    return ctx.streams.serveAll(c, [{ name, feed: changesFeed(ctx, topics && new Set(topics)), after }, ...opened]);
  });
}

/** An execution's feed whose lines say of which execution they are. */
function named(ctx: Context, id: string): Feed {
  const { id: execution_id } = getSummary(ctx, id);
  const feed = executionFeed(ctx, id);
  const page = (after: number) =>
    feed.page(after).map((event) => ({ ...event, data: { execution_id, ...(event.data as object) } }));
  return { ...feed, page };
}
