import { mark } from "~/kit/marker.ts";
import type { Action } from "~/outcomes/index.ts";
import { isRefusal } from "../failure.ts";
import { posted } from "../text.ts";
import { type ActionSort, type Done, PAGE, paged, type Work } from "./kind.ts";

type Review = Extract<Action, { kind: "review" }>;
type Event = "APPROVE" | "REQUEST_CHANGES" | "COMMENT";

const EVENTS = { approve: "APPROVE", request_changes: "REQUEST_CHANGES", comment: "COMMENT" } as const;
const ROUTE = "POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews";

/** A review of the pull request: one per execution, known by its mark. */
export const review: ActionSort<Review> = {
  lacks: ({ is_pull }) => (is_pull ? undefined : "It concerns no pull request."),
  async apply(work) {
    const found = await findOwn(work);
    if (found !== undefined) return { url: found };
    const { action, execution } = work;
    const wanted: Event = EVENTS[action.verdict];
    if (wanted !== "APPROVE" || execution.allowed_actions.includes("approve")) return post(work, waysOf(work, wanted));
    // A pull request could say that it is to be approved, and the agent believe it.
    const done = await post(work, waysOf(work, "COMMENT"));
    return { ...done, detail: "It approves, and is posted as a comment: allowed_actions has no `approve`." };
  },
};

interface Way {
  event: Event;
  body: string;
  comments?: { path: string; line: number; side: string; body: string }[];
  detail?: string;
}

/** GitHub refuses a whole review for one line that is not in the diff, and a verdict on a pull request of one's own. */
function waysOf({ ctx, action, execution }: Work<Review>, event: Event): Way[] {
  const text = (body: string) => posted(ctx, body, execution.id);
  const body = text(withComments(action));
  const comments = action.comments.map(({ path, line, body }) => ({ path, line, side: "RIGHT", body: text(body) }));
  const inText = { event, body, detail: "Its comments are in its text: GitHub did not take them on their lines." };
  const asComment = { event: "COMMENT", body, detail: "It is a comment: GitHub did not take its verdict." } as const;
  return [
    ...(comments.length > 0 ? [{ event, body: text(action.body), comments }, inText] : [{ event, body }]),
    ...(event === "COMMENT" ? [] : [asComment]),
  ];
}

/** The first way that GitHub takes. */
async function post(work: Work<Review>, [way, ...others]: Way[]): Promise<Done> {
  const { octokit, at, target } = work;
  const about = { ...at, pull_number: target.number ?? 0, ...(target.head_sha && { commit_id: target.head_sha }) };
  const { detail, ...given } = way ?? { event: "COMMENT", body: "" };
  try {
    const { data } = await octokit.request(ROUTE, { ...about, ...given });
    return { url: data.html_url, detail };
  } catch (error) {
    if (!isRefusal(error, 422) || others.length === 0) throw error;
    return post(work, others);
  }
}

function withComments({ body, comments }: Review): string {
  const listed = comments.map((one) => `**\`${one.path.replaceAll("`", "")}:${one.line}\`** ${one.body}`);
  return [body, ...listed].join("\n\n");
}

async function findOwn({ github, octokit, at, target, execution }: Work<Review>): Promise<string | undefined> {
  const login = await github.login();
  const own = mark("", execution.id).trim();
  const route = "GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews";
  const about = { ...at, pull_number: target.number ?? 0, per_page: PAGE };
  const reviews = paged(async (page) => (await octokit.request(route, { ...about, page })).data);
  for await (const { body, user, html_url } of reviews)
    if (body.includes(own) && user?.login === login) return html_url;
  return undefined;
}
