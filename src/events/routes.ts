import { createRoute, z } from "@hono/zod-openapi";
import type { Context } from "~/context.ts";
import { executionFeed, findExecution } from "~/executions/index.ts";
import type { Feed } from "~/http/channel.ts";
import { covers } from "~/http/route-scopes.ts";
import { problems, router } from "~/http/router.ts";
import { changesFeed } from "./changes.ts";
import type { Topic } from "./topics.ts";

/** The path a stream token may be minted for. */
export const EVENTS_STREAM = /^\/admin\/events$/;

const MOST_LOGS = 20;

const LOG = /^(exec-[0-9a-z]{20})\.(\d{1,15})$/;
const logList = z
  .string()
  .transform((text) => text.split(",").map((one) => LOG.exec(one)))
  .refine((found) => found.every((one) => one), "must be like exec-….120,exec-….0")
  .refine((found) => found.length <= MOST_LOGS, `must name at most ${MOST_LOGS} executions`)
  .transform((found) => found.flatMap((one) => (one ? [{ id: String(one[1]), after: Number(one[2]) }] : [])))
  .optional();

const query = z.strictObject({
  logs: logList.openapi({
    type: "string",
    description: `Executions whose lines to send, each with the \`seq\` of the last line you have: \`exec-….120,exec-….0\`. At most ${MOST_LOGS}.`,
  }),
  token: z.string().optional().openapi({ description: "A stream token, where no key can be sent." }),
  after: z.coerce
    .number()
    .int()
    .min(0)
    .default(Number.MAX_SAFE_INTEGER)
    .openapi({ description: "`seq` of the last change you know of; unset begins now." }),
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
    const { logs = [], after } = c.req.valid("query");
    const all = covers(c.get("scope").actor?.scopes ?? [], "admin");
    const changes = { name: all ? "changes" : "some changes", feed: changesFeed(ctx, all ? NONE : ADMINS), after };
    // One that is gone meanwhile is no reason to end the others: whoever shows it is told so by its own page.
    const known = logs.filter(({ id }) => findExecution(ctx.db.orm, id));
    const opened = known.map(({ id, after }) => ({ name: `${id} named`, feed: named(ctx, id), after }));
    return ctx.streams.serveAll(c, [changes, ...opened]);
  });
}

const NONE: ReadonlySet<Topic> = new Set();
/** What only an admin may list, only an admin hears of. */
const ADMINS: ReadonlySet<Topic> = new Set(["keys", "audit"]);

/** An execution's feed whose lines say of which execution they are. */
function named(ctx: Context, execution_id: string): Feed {
  const feed = executionFeed(ctx, execution_id);
  const page = (after: number) =>
    feed.page(after).map((event) => ({ ...event, data: { execution_id, ...(event.data as object) } }));
  return { ...feed, page };
}
