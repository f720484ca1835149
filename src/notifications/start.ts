import { followBudgets } from "~/budgets/index.ts";
import type { Context } from "~/context.ts";
import { followExecutions } from "~/executions/index.ts";
import { learnChannels } from "./channel-store.ts";
import { tellOfBudget, tellOfExecution } from "./tell.ts";
import { startWorker } from "./worker.ts";

const FOLLOWER = "notifications";

/** Tells whoever wants to know of executions and budgets, from where it stood on. */
export function startNotifications(ctx: Context): void {
  learnChannels(ctx);
  startWorker(ctx);
  followExecutions(ctx, FOLLOWER, (tx, after, news) => tellOfExecution(ctx, tx, after, news));
  followBudgets(ctx, FOLLOWER, (tx, after, news) => tellOfBudget(ctx, tx, after, news));
}
