import { createRoute, z } from "@hono/zod-openapi";
import { and, desc, eq, isNull } from "drizzle-orm";
import type { Context } from "~/context.ts";
import type { Orm } from "~/db/tx.ts";
import { json, problems, router } from "~/http/router.ts";
import { idParam } from "~/kit/ids.ts";
import { run_nodes, runs, workflows } from "./tables.ts";

const MOST = 50;

const Waiting = z
  .object({
    run_id: idParam("run"),
    workflow_id: idParam("workflow"),
    workflow_name: z.string().nullable().openapi({ description: "Null when it is gone." }),
    node_id: z.string(),
    question: z.string().nullable(),
    since: z.iso.datetime().nullable(),
    due_at: z.iso.datetime().nullable().openapi({ description: "When it is too late; null is never." }),
  })
  .openapi("WaitingNode");

const list = createRoute({
  method: "get",
  path: "/waiting",
  "x-scope": "read",
  tags: ["runs"],
  summary: `What runs ask a person, the newest ${MOST}`,
  responses: { 200: json("All of it.", z.object({ waiting: z.array(Waiting) })), ...problems(401) },
});

/** Before the runs' own routes, whose ids this is not. */
export function waitingRoutes({ db: { orm } }: Context) {
  return router().openapi(list, (c) => c.json({ waiting: listWaiting(orm) }, 200));
}

function listWaiting(orm: Orm): z.infer<typeof Waiting>[] {
  const { run_id, node_id, text: question, started_at: since, due_at } = run_nodes;
  return orm
    .select({ run_id, workflow_id: runs.workflow_id, workflow_name: workflows.name, node_id, question, since, due_at })
    .from(runs)
    .innerJoin(run_nodes, eq(run_nodes.run_id, runs.id))
    .leftJoin(workflows, eq(workflows.id, runs.workflow_id))
    .where(and(isNull(runs.ended_at), eq(run_nodes.status, "waiting")))
    .orderBy(desc(runs.id), node_id)
    .limit(MOST)
    .all();
}
