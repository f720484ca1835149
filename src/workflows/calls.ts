import { and, eq, isNotNull, isNull } from "drizzle-orm";
import type { Context } from "~/context.ts";
import { persist } from "~/db/persist.ts";
import { RUNS, runBell } from "./bells.ts";
import { type Course, changeRow, keyOf, rowOf } from "./course.ts";
import { end } from "./end.ts";
import { goingOn } from "./guard.ts";
import { kindOf, type Node } from "./kinds/index.ts";
import type { Call, Outcome } from "./kinds/kind.ts";
import { valuesOf } from "./left.ts";
import { proceed } from "./proceed.ts";
import { type Standing, standingsOf } from "./store.ts";
import { run_nodes } from "./tables.ts";

/** Of a row: its call may be under way, or have been when the server went down. */
const SENT = "sent";
const MARGIN_MS = 60_000;
const LOST = {
  status: "interrupted",
  reason: "lost",
  detail:
    "The server went down while it waited for the answer: whether it was taken nobody knows, so it is not sent again.",
} as const;

/**
 * What is done outside. That it will be is written down before, so that nothing is done twice but what may be: of a call
 * whose end nobody has seen, a repeatable one is begun again by the next server, and any other is interrupted.
 */
export class Calls {
  #going = new Map<string, { abort: AbortController; done: Promise<void> }>();
  #closing = false;

  constructor(private readonly ctx: Context) {
    const open = and(isNull(run_nodes.ended_at), isNotNull(run_nodes.due_at), eq(run_nodes.reason, SENT));
    ctx.db.orm.update(run_nodes).set({ due_at: ctx.clock.iso() }).where(open).run();
  }

  /** The time has come to begin it, or to see what became of it. */
  begin(course: Course, row: Standing, node: Node): void {
    const { ctx, after, run } = course;
    const key = `${run.id}/${keyOf(row)}`;
    const scene = { ctx, values: valuesOf(course, row, node), key };
    const call = kindOf(node).call?.(node, scene);
    if (!call) return;
    const due_at = ctx.clock.iso(ctx.clock.now() + call.timeout_ms + MARGIN_MS);
    if (row.reason === SENT && !this.#going.has(key) && !call.repeatable) end(course, row, LOST);
    else changeRow(course, row, { reason: SENT, due_at });
    after(() => this.#start(key, row, call));
  }

  /** What is under way has DRAIN_SECS to be answered. */
  async close(): Promise<void> {
    this.#closing = true;
    const stop = () => {
      for (const { abort } of this.#going.values()) abort.abort();
    };
    const drain = this.ctx.config.DRAIN_SECS * 1_000;
    if (drain === 0) stop();
    else this.ctx.clock.after(drain, stop);
    await Promise.all([...this.#going.values()].map(({ done }) => done));
  }

  #start(key: string, row: Standing, call: Call): void {
    if (this.#closing || this.#going.has(key) || !this.#isOpen(row)) return;
    const abort = new AbortController();
    const off = this.ctx.bells.on(runBell(row.run_id), () => {
      if (!this.#isOpen(row)) abort.abort();
    });
    const perform = async () => {
      const outcome = await call.perform(abort.signal);
      off();
      // Cut off by the server's end: the next one sees to it.
      if (!this.#closing || !abort.signal.aborted) await this.#settle(row, outcome);
      this.#going.delete(key);
    };
    this.#going.set(key, { abort, done: perform() });
  }

  /** Until that is written down it is under way: an answer that is known must not be looked for again. */
  async #settle(row: Standing, outcome: Outcome): Promise<void> {
    const { ctx } = this;
    const write = () =>
      ctx.db.tx((tx, after) =>
        goingOn(ctx, tx, after, row.run_id, (course) => {
          const now = rowOf(course, row.node_id, row.item);
          if (now?.reason !== SENT || now.attempt !== row.attempt) return;
          end(course, { ...now, reason: null }, outcome);
          proceed(course);
        }),
      );
    try {
      await persist(ctx, ctx.closing, write);
    } catch (err) {
      ctx.log.error({ err, run_id: row.run_id }, "what a call has answered could not be written down");
    }
    ctx.bells.ring(RUNS);
  }

  #isOpen({ run_id, node_id, item, attempt }: Standing): boolean {
    const rows = standingsOf(this.ctx.db, run_id);
    const now = rows.find((row) => row.node_id === node_id && row.item === item);
    return now?.reason === SENT && now.attempt === attempt;
  }
}
