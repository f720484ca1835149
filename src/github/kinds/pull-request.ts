import { basename } from "node:path";
import type { Action } from "~/outcomes/index.ts";
import { GithubFailure } from "../failure.ts";
import { cut, disarm, posted } from "../text.ts";
import type { ActionSort } from "./kind.ts";

type PullRequest = Extract<Action, { kind: "pull_request" }>;

/** A pull request from the run's branch; one that is open for that branch already is edited instead. */
export const pull_request: ActionSort<PullRequest> = {
  lacks: (_target, { project_id }) => (project_id ? undefined : "It ran in no project, so that it has no branch."),
  subject: (_target, { working_dir }) => basename(working_dir),
  async apply({ ctx, github, octokit, at, target, execution, action, projects, signal }) {
    if (!projects || execution.project_id === null) throw new GithubFailure("refused", "Its branch cannot be pushed.");
    // A token of GitHub's goes nowhere else, and a branch only where its pull request is opened.
    const own = projects.repositoryOf(ctx.db.orm, execution.project_id);
    if (own?.toLowerCase() !== target.repository.toLowerCase())
      throw new GithubFailure("refused", `Its project is no clone of ${target.repository} on GitHub.`);
    const token = await github.tokenFor(target.repository);
    // Who goes on with a conversation works in the worktree of whoever began it.
    const execution_id = basename(execution.working_dir);
    const run = { project_id: execution.project_id, execution_id, token, signal };
    const { branch, base } = await projects.pushBranch(ctx, run);
    const said = {
      title: cut(disarm(ctx.redactor.redact(action.title)), 250),
      body: posted(ctx, action.body, execution.id),
    };
    const same = { ...at, head: `${at.owner}:${branch}`, state: "open" as const };
    const [open] = (await octokit.request("GET /repos/{owner}/{repo}/pulls", same)).data;
    if (open) {
      const edited = { ...at, pull_number: open.number, ...said };
      return { url: (await octokit.request("PATCH /repos/{owner}/{repo}/pulls/{pull_number}", edited)).data.html_url };
    }
    const opened = { ...at, head: branch, base: target.branch ?? base, draft: action.draft, ...said };
    return { url: (await octokit.request("POST /repos/{owner}/{repo}/pulls", opened)).data.html_url };
  },
};
