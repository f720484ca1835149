import type { Context } from "~/context.ts";
import { followExecutions } from "~/executions/index.ts";
import { openGithub } from "./client.ts";
import { planActions } from "./plan.ts";
import type { Projects } from "./projects.ts";
import { startWorker } from "./worker.ts";

/** Does on GitHub what executions propose and their triggers allow. Without `projects` no pull request is opened. */
export function startGithub(ctx: Context, projects?: Projects): void {
  const github = openGithub(ctx, "actions");
  for (const { what, remedy } of github.setup.kind === "none" ? [] : github.missing) ctx.log.warn(`${what} ${remedy}`);
  followExecutions(ctx, "github", (tx, after, news) => planActions(ctx, tx, after, news, projects));
  startWorker(ctx, github, projects);
}
