import { and, desc, eq, getTableColumns, gt, lt, max } from "drizzle-orm";
import { audit } from "~/audit/index.ts";
import type { Context } from "~/context.ts";
import type { Orm } from "~/db/tx.ts";
import type { Feed, FeedEvent } from "~/http/channel.ts";
import { Fault } from "~/kit/fault.ts";
import { decisionLink } from "~/notifications/index.ts";
import { runBell } from "./bells.ts";
import { openCourse, rowOf } from "./course.ts";
import { end } from "./end.ts";
import { goingOn } from "./guard.ts";
import type { Decision } from "./model.ts";
import { proceed } from "./proceed.ts";
import { isEnd, type RunStatus } from "./status.ts";
import { stopRun } from "./stop.ts";
import { findNode, getRun, nodesOf } from "./store.ts";
import { run_events, runs } from "./tables.ts";

interface Asked {
  limit: number;
  cursor?: string;
  workflow_id?: string;
  trigger_id?: string;
  status?: RunStatus;
}

export function listRuns(orm: Orm, { limit, cursor, workflow_id, trigger_id, status }: Asked) {
  const rows = orm
    .select(SUMMARY)
    .from(runs)
    .where(
      and(
        cursor ? lt(runs.id, cursor) : undefined,
        workflow_id ? eq(runs.workflow_id, workflow_id) : undefined,
        trigger_id ? eq(runs.trigger_id, trigger_id) : undefined,
        status ? eq(runs.status, status) : undefined,
      ),
    )
    .orderBy(desc(runs.id))
    .limit(limit + 1)
    .all();
  const page = rows.slice(0, limit);
  return { runs: page, next_cursor: rows.length > page.length ? (page.at(-1)?.id ?? null) : null };
}

/** How the newest of a workflow ended, or stand. */
export function newestRunsOf(orm: Orm, workflow_id: string, most: number) {
  const { id, status, created_at } = runs;
  return orm
    .select({ id, workflow_id: runs.workflow_id, status, created_at })
    .from(runs)
    .where(eq(runs.workflow_id, workflow_id))
    .orderBy(desc(id))
    .limit(most)
    .all();
}

const SUMMARY = {
  ...{ id: runs.id, workflow_id: runs.workflow_id, version: runs.version, status: runs.status, reason: runs.reason },
  ...{ detail: runs.detail, parent_run_id: runs.parent_run_id, rerun_of: runs.rerun_of, deadline_at: runs.deadline_at },
  trigger_id: runs.trigger_id,
  ...{ request_id: runs.request_id, created_at: runs.created_at, started_at: runs.started_at, ended_at: runs.ended_at },
};

/** A run with its nodes, as the API shows it. */
export function showRun({ orm }: Context["db"], id: string) {
  const { parent_node_id: _node, parent_item: _item, depth: _depth, clock_stopped_at: _stop, ...row } = getRun(orm, id);
  const { hops: _hops, read_only: _read, supersede_key: _key, ...run } = row;
  return { ...run, nodes: nodesOf(orm, id).map(({ run_id: _, ...node }) => node) };
}

/** A person ends a run. Throws a Fault `conflict` when it has ended. */
export function cancelRun(ctx: Context, id: string): void {
  ctx.db.tx((tx, after) => {
    const course = openCourse(ctx, tx, after, id);
    const { status } = course.run;
    if (isEnd(status)) throw new Fault("conflict", `The run is ${status} already.`, { code: "finished" });
    stopRun(course, { status: "cancelled", reason: "user", detail: "Cancelled by a person." });
    audit(ctx, tx, { action: "run.cancelled", subject_id: id });
  });
}

/** A person decides, once: what was decided, or has expired, is decided. Who has a link to do so need be nobody else. */
export function decide(
  ctx: Context,
  id: string,
  node_id: string,
  { approve, comment }: Decision,
  by: "key" | "link" = "key",
): void {
  ctx.db.tx((tx, after) => {
    getRun(tx, id);
    const asked = findNode(tx, id, node_id);
    if (asked?.kind !== "approval") throw new Fault("not_found", `The run ${id} asks nobody at ${node_id}.`);
    if (asked.status !== "waiting")
      throw new Fault("conflict", `${node_id} is ${asked.status} already.`, { code: "decided" });
    if (asked.due_at !== null && asked.due_at <= ctx.clock.iso())
      throw new Fault("conflict", `Nobody decided about ${node_id} by ${asked.due_at}.`, { code: "expired" });
    const data = { approved: approve, comment };
    audit(ctx, tx, { action: "run.decided", subject_id: id, after: { node_id, ...data, by } });
    const yes = { status: "succeeded", ...(comment && { detail: comment }), data } as const;
    const no = { status: "failed", reason: "rejected", detail: comment ?? "A person said no.", data } as const;
    goingOn(ctx, tx, after, id, (course) => {
      const row = rowOf(course, node_id);
      if (row) end(course, row, approve ? yes : no);
      proceed(course);
    });
  });
}

/** Whoever has the link decides, whether they have a key or not: who made it is written down. */
export function makeDecisionLink(ctx: Context, id: string, node_id: string, origin: string) {
  return ctx.db.tx((tx) => {
    const row = findNode(tx, id, node_id);
    if (row?.kind !== "approval") throw new Fault("not_found", `The run ${id} asks nobody at ${node_id}.`);
    if (row.status !== "waiting")
      throw new Fault("conflict", `${node_id} is ${row.status} already.`, { code: "decided" });
    const link = decisionLink(ctx, { run_id: id, node_id }, row.due_at, origin);
    audit(ctx, tx, { action: "run.link_made", subject_id: id, after: { node_id, expires_at: link.expires_at } });
    return link;
  });
}

/** The paths a stream token may be minted for. */
export const RUN_STREAM = /^\/admin\/runs\/run-[0-9a-z]+\/stream$/;

/** The graph does not change, and may be large. */
const { graph: _graph, ...TOLD } = getTableColumns(runs);

/** What becomes of a run and its nodes, as a stream. */
export function runFeed({ db: { orm }, config }: Context, id: string): Feed {
  const own = eq(run_events.run_id, id);
  const events = (after: number) => {
    const newer = orm
      .select()
      .from(run_events)
      .where(and(own, gt(run_events.seq, after)));
    return newer.orderBy(run_events.seq).limit(config.SSE_REPLAY_LIMIT).all();
  };
  return {
    bell: runBell(id),
    page: (after) => events(after).map(eventOf),
    state() {
      const row = orm.select(TOLD).from(runs).where(eq(runs.id, id)).get();
      if (!row) throw new Fault("not_found", `There is no run ${id}.`);
      const last = orm
        .select({ seq: max(run_events.seq) })
        .from(run_events)
        .where(own)
        .get();
      return {
        data: row,
        version: `${row.status} ${row.reason}`,
        finished: isEnd(row.status),
        last_seq: last?.seq ?? 0,
      };
    },
  };
}

function eventOf({ run_id: _, ...data }: typeof run_events.$inferSelect): FeedEvent {
  const { seq, node_id, item, status, at } = data;
  const subject = node_id === null ? "run" : item !== null && item >= 0 ? `${node_id}[${item}]` : node_id;
  return { event: node_id === null ? "run" : "node", seq, data, text: `${at} ${subject} ${status}` };
}
