import type { Context } from "~/context.ts";
import { followExecutions } from "~/executions/index.ts";
import { openGithub } from "./client.ts";
import { planActions } from "./plan.ts";
import type { PushBranch } from "./push.ts";
import { startWorker } from "./worker.ts";

/** Does on GitHub what executions propose and their triggers allow. Without `push` no pull request is opened. */
export function startGithub(ctx: Context, push?: PushBranch): void {
  const github = openGithub(ctx, "actions");
  for (const { what, remedy } of github.setup.kind === "none" ? [] : github.missing) ctx.log.warn(`${what} ${remedy}`);
  followExecutions(ctx, "github", (tx, after, news) => planActions(ctx, tx, after, news));
  startWorker(ctx, github, push);
}
