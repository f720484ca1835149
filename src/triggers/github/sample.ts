import type { Event } from "../kinds/kind.ts";

const HEAD = "ec26c3e57ca3a959ca5aad62de7213c562f8c821";
const BASE = "f95f852bd8fca8fcc58a9a2d6c842781e32a215e";
const AT = "2026-01-01T12:00:00Z";

/** What of a trigger's config its sample has to fit. */
interface Wanted {
  events: readonly string[];
  actions: readonly string[];
  labels: readonly string[];
  command?: string;
}

/** An event of the first kind that a trigger wants, in short what GitHub would say of it. */
export function sampleOf({ events, actions, labels, command }: Wanted): Event {
  const [wanted = "*"] = events;
  const name = wanted === "*" ? "push" : wanted;
  const user = { login: "octocat", type: "User" };
  const base = "https://github.com/octocat/hello-world";
  const repository = { full_name: "octocat/hello-world", html_url: base, default_branch: "main", owner: user };
  const said = { user, author_association: "OWNER", labels: labels.map((label) => ({ name: label })), updated_at: AT };
  const repo = { full_name: repository.full_name };
  const issue = { number: 7, title: "Say hello", body: "A sample.", html_url: `${base}/issues/7`, ...said };
  const pull_request = {
    ...{ ...issue, html_url: `${base}/pull/7`, draft: false, head: { ref: "hello", sha: HEAD, repo } },
    base: { ref: "main", sha: BASE, repo },
  };
  const comment = { body: `${command ?? "Hello"} please`, user, author_association: "OWNER", commit_id: HEAD };
  const run = { name: "CI", status: "completed", conclusion: "failure", head_branch: "hello", head_sha: HEAD };
  const things: Record<string, Record<string, unknown>> = {
    pull_request: { action: "opened", number: 7, pull_request },
    pull_request_review_comment: { action: "created", pull_request, comment },
    issues: { action: "opened", issue },
    issue_comment: { action: "created", issue, comment },
    commit_comment: { action: "created", comment },
    workflow_run: { action: "completed", workflow_run: { ...run, head_repository: repo, html_url: `${base}/actions` } },
    push: {
      ...{ ref: "refs/heads/main", before: BASE, after: HEAD },
      commits: [{ id: HEAD, message: "Say hello", added: ["hello.ts"], modified: [], removed: [] }],
    },
  };
  const action = actions[0] === undefined ? {} : { action: actions[0] };
  return { name, payload: { ...(things[name] ?? {}), ...action, repository, sender: user } };
}
