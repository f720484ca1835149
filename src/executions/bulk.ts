import { z } from "@hono/zod-openapi";
import { and, eq } from "drizzle-orm";
import type { Context } from "~/context.ts";
import type { After, Tx } from "~/db/tx.ts";
import { Fault } from "~/kit/fault.ts";
import { idParam } from "~/kit/ids.ts";
import { type Asker, submitAnew } from "./anew.ts";
import { cancelIn } from "./cancel.ts";
import { type Filter, filterFields, findIds } from "./filter.ts";
import { queueDepth } from "./lanes.ts";
import { retryOf } from "./retry.ts";
import { FINISHED, type Status } from "./status.ts";
import { getExecution } from "./store.ts";
import { overtakenBy } from "./supersede.ts";
import { executions } from "./tables.ts";

const SHOWN = 100;
const SLICE = 50;
/** A transaction begins no further one after so long: everybody else waits for it. */
const SLICE_MS = 5;

const UNFINISHED = ["queued", "starting", "running", "waiting"] as const satisfies Status[];
/** What a retry in bulk takes when no status is given. A success is repeated for whoever names it. */
const FAILED = ["failed", "timed_out", "interrupted", "cancelled"] as const satisfies Status[];

function inputOf<const S extends readonly [Status, ...Status[]]>(statuses: S) {
  return z.strictObject({
    ...filterFields,
    status: z.enum(statuses).optional(),
    ids: z.array(idParam("execution")).min(1).max(200).optional(),
    all: z.boolean().default(false).openapi({ description: "Needed where nothing else narrows it." }),
    dry_run: z.boolean().default(false).openapi({ description: "Say what would be done, and do nothing." }),
  });
}
export const BulkCancel = inputOf(UNFINISHED).openapi("BulkCancel");
export const BulkRetry = inputOf(FINISHED).openapi("BulkRetry");

type Input = Omit<Filter, "status"> & { status?: Status; ids?: string[]; all: boolean; dry_run: boolean };

export const BulkAnswer = z
  .object({
    matched: z.number().int().openapi({ description: "How many the filter finds." }),
    done: z.number().int().openapi({ description: "To how many of them it was done; of a dry run none." }),
    skipped: z
      .record(z.string(), z.number().int())
      .openapi({ description: "How many were left as they are, and why." }),
    ids_cut: z.boolean().openapi({ description: "It was, or would be, done to more than `ids` shows." }),
    ids: z
      .array(idParam("execution"))
      .openapi({ description: `Those it was, or would be, done to: the newest ${SHOWN} of them.` }),
  })
  .openapi("BulkAnswer");
export type BulkAnswer = z.infer<typeof BulkAnswer>;

/** Does it to one execution of a slice; answers why not, where it does not. */
type Act = (id: string) => string | undefined;

/** Ends all that the filter finds and that is not finished. */
export function cancelAll(ctx: Context, input: Input): Promise<BulkAnswer> {
  return inSlices(ctx, input, UNFINISHED, (tx, after) => (id) => {
    return cancelIn(ctx, tx, after, id) ? undefined : "stopping already";
  });
}

/** Retries all that the filter finds; what was retried before is not retried again, so that asking twice does no harm. */
export function retryAll(asker: Asker, input: Input): Promise<BulkAnswer> {
  const { ctx } = asker;
  return inSlices(ctx, input, FAILED, (tx, after) => {
    let room = ctx.config.MAX_QUEUE_DEPTH - queueDepth(ctx);
    return (id) => {
      if (room <= 0) return "the queue is full";
      const retries = and(eq(executions.retry_of, id), eq(executions.origin, "retry"));
      if (tx.select({ id: executions.id }).from(executions).where(retries).limit(1).get()) return "retried already";
      const first = getExecution(tx, id);
      if (overtakenBy(tx, first)) return "a newer head took its place";
      submitAnew(asker, { tx, after }, first, retryOf(first));
      room--;
      return undefined;
    };
  });
}

/** What comes into being meanwhile is not touched: ids are walked down from the newest of now. */
async function inSlices(
  ctx: Context,
  { status, all, dry_run, ...filter }: Input,
  statuses: readonly Status[],
  begin: (tx: Tx, after: After) => Act,
): Promise<BulkAnswer> {
  if (!all && status === undefined && Object.values(filter).every((value) => value === undefined)) refuseEmpty();
  const answer: BulkAnswer = { matched: 0, done: 0, skipped: {}, ids_cut: false, ids: [] };
  const newest = ctx.newId("execution");
  for (const one of status ? [status] : statuses) {
    let cursor: string | null = newest;
    while (cursor !== null) {
      const from: string = cursor;
      cursor = ctx.db.tx((tx, after) => {
        const page = findIds(tx, { ...filter, status: one }, { limit: SLICE, cursor: from });
        return doSlice(ctx, page, dry_run ? () => undefined : begin(tx, after), answer);
      });
      await ctx.clock.sleep(0);
    }
  }
  answer.ids_cut = answer.done > answer.ids.length;
  if (dry_run) answer.done = 0;
  return answer;
}

/** Answers where to go on. */
function doSlice(ctx: Context, page: ReturnType<typeof findIds>, act: Act, answer: BulkAnswer): string | null {
  const until = ctx.clock.monotonic() + SLICE_MS;
  for (const [place, id] of page.ids.entries()) {
    const skipped = act(id);
    answer.matched++;
    if (skipped) answer.skipped[skipped] = (answer.skipped[skipped] ?? 0) + 1;
    else answer.done++;
    if (!skipped && answer.ids.length < SHOWN) answer.ids.push(id);
    if (ctx.clock.monotonic() > until && place < page.ids.length - 1) return id;
  }
  return page.next_cursor;
}

function refuseEmpty(): never {
  const message = "the filter is empty, so this would be every execution: narrow it, or say `all: true`";
  throw new Fault("invalid", `all: ${message}`, { errors: [{ path: "all", message }] });
}
