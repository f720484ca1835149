import type { Context } from "~/context.ts";
import { followExecutions } from "~/executions/index.ts";
import { githubHost } from "~/kit/github-host.ts";
import { type Github, openGithub } from "./client.ts";
import { GithubFailure } from "./failure.ts";
import { planActions } from "./plan.ts";
import type { Projects } from "./projects.ts";
import { startWorker } from "./worker.ts";

/** Does on GitHub what executions propose and their triggers allow. Without `projects` no pull request is opened. */
export function startGithub(ctx: Context, projects?: Projects): void {
  const github = openGithub(ctx, "actions");
  for (const { what, remedy } of github.setup.kind === "none" ? [] : github.missing) ctx.log.warn(`${what} ${remedy}`);
  if (github.setup.kind === "app") ctx.credentials.offer((address) => tokenOf(ctx, github, address));
  followExecutions(ctx, "github", (tx, after, news) => planActions(ctx, tx, after, news, projects));
  startWorker(ctx, github, projects);
}

/** What opens a repository to git; one where the App is not installed may be open to anybody. */
async function tokenOf({ config, log }: Context, github: Github, address: { host: string; repository: string }) {
  if (address.host !== githubHost(config)) return undefined;
  try {
    return await github.tokenFor(address.repository);
  } catch (err) {
    if (!(err instanceof GithubFailure)) throw err;
    log.info({ err, repository: address.repository }, "the App opens no such repository; git asks without it");
    return undefined;
  }
}
