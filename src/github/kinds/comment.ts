import type { Action } from "~/outcomes/index.ts";
import { posted, stickyMark } from "../text.ts";
import { type ActionSort, PAGE, paged, type Work } from "./kind.ts";

type Comment = Extract<Action, { kind: "comment" }>;

/** One comment per trigger on an issue or pull request: the first run posts it, later ones edit it. */
export const comment: ActionSort<Comment> = {
  lacks: ({ number }) => (number === null ? "It concerns no issue or pull request." : undefined),
  subject: ({ number }, { trigger_id }) => `#${number} ${trigger_id}`,
  async apply(work) {
    const { ctx, octokit, at, target, execution, action } = work;
    const head = stickyMark(execution.trigger_id ?? execution.id);
    const body = `${head}\n${posted(ctx, action.body, execution.id)}`;
    const comment_id = await findSticky(work, head);
    if (comment_id !== undefined) {
      const route = "PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}";
      return { url: (await octokit.request(route, { ...at, comment_id, body })).data.html_url };
    }
    const issue_number = target.number ?? 0;
    const route = "POST /repos/{owner}/{repo}/issues/{issue_number}/comments";
    return { url: (await octokit.request(route, { ...at, issue_number, body })).data.html_url };
  },
};

/** Anybody can write our mark: only a comment that we wrote ourselves is ours to edit. */
async function findSticky({ github, octokit, at, target }: Work<Comment>, head: string): Promise<number | undefined> {
  const login = await github.login();
  const route = "GET /repos/{owner}/{repo}/issues/{issue_number}/comments";
  const about = { ...at, issue_number: target.number ?? 0, per_page: PAGE };
  const comments = paged(async (page) => (await octokit.request(route, { ...about, page })).data);
  for await (const { id, body, user } of comments)
    if (body?.startsWith(head) && user?.login === login) return Number(id);
  return undefined;
}
