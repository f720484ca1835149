import { asc, eq, sql } from "drizzle-orm";
import type { Context } from "~/context.ts";
import type { Orm } from "~/db/tx.ts";
import { isFull, QUEUE } from "~/executions/index.ts";
import { newTrace } from "~/kit/trace.ts";
import { triggersById } from "~/triggers/index.ts";
import { forget } from "./dedupe.ts";
import { holdAgainst } from "./hold.ts";
import { parseBody, rememberStarted } from "./receive.ts";
import type { DeliveryRow } from "./store.ts";
import { deliveries } from "./tables.ts";

const RETRY_MS = 1_000;

/** Starts what had to wait because the queue was full, the oldest first, whenever there is room. */
export function startBacklog(ctx: Context): void {
  let armed = false;
  let stopped = false;
  const arm = (ms = 0) => {
    if (armed || stopped) return;
    armed = true;
    ctx.clock.after(ms, () => {
      armed = false;
      if (!stopped) next();
    });
  };
  const next = () => {
    try {
      if (takeNext(ctx)) arm();
    } catch (err) {
      ctx.log.error({ err }, "a delivery that waits cannot be started now; trying again");
      arm(RETRY_MS);
    }
  };
  const off = ctx.bells.on(QUEUE, () => arm());
  ctx.disposer.defer(() => {
    stopped = true;
    off();
  });
  arm();
}

/** True when one was taken. */
function takeNext(ctx: Context): boolean {
  const waiting = ctx.db.prepared(selectOldest).get();
  if (!waiting || isFull(ctx)) return false;
  const { request_id, address, backlog } = waiting;
  const trace = backlog?.trace ?? newTrace();
  ctx.acting.run({ request_id, address, trace, log: ctx.log }, () => start(ctx, waiting));
  return true;
}

function start(ctx: Context, { id, request_id, body, backlog, event: name, verified }: DeliveryRow): void {
  ctx.db.tx(
    (tx, after) => {
      const known = backlog?.known;
      const triggers = triggersById(tx, backlog?.trigger_ids ?? []);
      const { may_write, caused_by } = backlog ?? {};
      const event = { payload: parseBody(body), name: name ?? undefined, may_write, caused_by };
      const { verdicts, status, hops } = holdAgainst(ctx, tx, after, triggers, {
        id,
        event,
        request_id,
        known,
        verified,
      });
      tx.update(deliveries).set({ verdicts, status, hops, backlog: null }).where(eq(deliveries.id, id)).run();
      // One that started nothing may come again.
      if (known) forget(tx, known);
      rememberStarted(ctx, known, id, verdicts);
    },
    { durable: true },
  );
}

const selectOldest = (orm: Orm) =>
  orm.select().from(deliveries).where(sql`status = 'waiting'`).orderBy(asc(deliveries.id)).limit(1).prepare();
