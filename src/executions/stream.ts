import type { Context } from "~/context.ts";
import type { Feed } from "~/http/channel.ts";
import { executionBell } from "./bells.ts";
import { isFinished } from "./status.ts";
import { getSummary, linesAfter } from "./store.ts";

/** The paths a stream token may be minted for. */
export const EXECUTION_STREAM = /^\/admin\/executions\/exec-[0-9a-z]+\/stream$/;

/** An execution's lines as a stream: what stands in the table, then what comes, then its end. */
export function executionFeed(ctx: Context, id: string): Feed {
  return {
    bell: executionBell(id),
    page: (after) =>
      linesAfter(ctx, id, after, ctx.config.SSE_REPLAY_LIMIT).map((line) => ({
        event: "log",
        seq: line.seq,
        data: line,
        text: line.text,
      })),
    state() {
      const row = getSummary(ctx, id);
      return {
        data: row,
        version: `${row.status} ${row.reason}`,
        last_seq: row.last_seq,
        finished: isFinished(row.status),
      };
    },
  };
}
