import { createRoute, z } from "@hono/zod-openapi";
import { lastBackupAt } from "~/backups/index.ts";
import { reportToday, UsageReport } from "~/budgets/index.ts";
import type { Context } from "~/context.ts";
import {
  countNow,
  ExecutionSummary,
  failedSince,
  getSummary,
  Line,
  linesAfter,
  listExecutions,
} from "~/executions/index.ts";
import { json, orNull, problems, router } from "~/http/router.ts";
import { idParam } from "~/kit/ids.ts";
import { findExample } from "~/triggers/index.ts";

/** Of each kind; who wants more asks for a list. */
const MOST = 20;
const MOST_FAILURES = 5;

const count = z.number().int();
const instant = z.iso.datetime();

const Home = z
  .object({
    queued: count,
    running: z
      .array(ExecutionSummary.extend({ last_line: orNull(Line).openapi({ description: "What it printed last." }) }))
      .openapi({ description: `The newest ${MOST} that have a process, or are about to.` }),
    waiting: z.array(ExecutionSummary).openapi({ description: `The newest ${MOST} that wait for a person.` }),
    today: z.object({
      since: instant.openapi({ description: "Midnight of the server's time zone." }),
      failures: count.openapi({ description: "Executions of the last week that ended today, and not well." }),
      failed: z.array(ExecutionSummary).openapi({ description: `The newest ${MOST_FAILURES} of them.` }),
      used: UsageReport.shape.totals,
    }),
    has_run: z.boolean().openapi({ description: "Whether there is any execution." }),
    example_id: orNull(idParam("trigger")).openapi({ description: "The trigger that is shipped, while it is there." }),
    last_backup_at: instant.nullable(),
  })
  .openapi("Home");
export type Home = z.infer<typeof Home>;

const show = createRoute({
  method: "get",
  path: "/",
  "x-scope": "read",
  tags: ["home"],
  summary: "What goes on now, and what this day has brought",
  responses: { 200: json("At a glance.", Home), ...problems(401) },
});

export function homeRoutes(ctx: Context) {
  return router().openapi(show, (c) => c.json(describeHome(ctx), 200));
}

function describeHome(ctx: Context): Home {
  const { from: since, totals: used } = reportToday(ctx);
  const failures = failedSince(ctx, since);
  return {
    queued: countNow(ctx).queued,
    running: [...newest(ctx, "starting"), ...newest(ctx, "running")].map((run) => ({
      ...run,
      last_line: linesAfter(ctx, run.id, run.last_seq - 1, 1)[0] ?? null,
    })),
    waiting: newest(ctx, "waiting"),
    today: {
      ...{ since, used, failures: failures.length },
      failed: failures.slice(0, MOST_FAILURES).map((id) => getSummary(ctx, id)),
    },
    has_run: listExecutions(ctx.db.orm, { limit: 1 }).executions.length > 0,
    example_id: findExample(ctx)?.id ?? null,
    last_backup_at: lastBackupAt(ctx),
  };
}

function newest({ db }: Context, status: "starting" | "running" | "waiting") {
  return listExecutions(db.orm, { status, limit: MOST }).executions;
}
