import type { Context } from "~/context.ts";
import type { Queries } from "~/db/tx.ts";
import { executionBell, NEWS } from "./bells.ts";
import type { Status } from "./status.ts";
import { execution_news } from "./tables.ts";

/** What others want to know: that it began to run, that it waits for a person, and how it ended. */
const TOLD: ReadonlySet<Status> = new Set([
  "running",
  "waiting",
  "succeeded",
  "failed",
  "timed_out",
  "cancelled",
  "interrupted",
]);

/** Written in the transaction of the change itself, so that no crash keeps it from anybody. */
export function noteNews(queries: Queries, execution_id: string, status: Status): void {
  if (TOLD.has(status)) queries.insert(execution_news).values({ execution_id, status }).run();
}

export function ringChange({ bells }: Context, id: string): void {
  bells.ring(executionBell(id));
  bells.ring(NEWS);
}
