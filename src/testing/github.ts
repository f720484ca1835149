import type { Client } from "./client.ts";
import { signature } from "./deliver.ts";

export const GITHUB_SECRET = "a secret that GitHub knows";

interface Options {
  secret?: string;
  /** GitHub gives each delivery an id; the same again is a redelivery. */
  id?: string;
  path?: string;
}

/** A delivery as GitHub makes it. */
export function postGithub(client: Client, event: string, payload: unknown, options: Options = {}): Promise<Response> {
  const { secret = GITHUB_SECRET, id = crypto.randomUUID(), path = "/api/webhooks/github" } = options;
  const body = typeof payload === "string" ? payload : JSON.stringify(payload);
  return client.fetch(path, {
    ...{ method: "POST", body },
    headers: {
      ...{ "X-API-Key": "", "Content-Type": "application/json" },
      ...{ "X-GitHub-Event": event, "X-GitHub-Delivery": id, "X-Hub-Signature-256": signature(secret, body) },
    },
  });
}

/** The same, whose answer must have the status; answers its body. */
export async function fromGithub(
  client: Client,
  event: string,
  payload: unknown,
  options: Options = {},
  status = 202,
  // biome-ignore lint/suspicious/noExplicitAny: a test says by its assertions what it expects of a body
): Promise<any> {
  const response = await postGithub(client, event, payload, options);
  const text = await response.text();
  if (response.status !== status) throw new Error(`${response.status} instead of ${status}: ${text}`);
  return JSON.parse(text);
}

/** A GitHub trigger; the command prints its prompt unless the fields say otherwise. */
export function githubTrigger(
  client: Client,
  source: Record<string, unknown> = {},
  fields: Record<string, unknown> = {},
) {
  return client.trigger({ source: { kind: "github", events: ["*"], ...source }, ...fields });
}

const repo = { full_name: "o/r" };
const repository = { ...repo, html_url: "https://github.com/o/r" };
export const sha = (number: number) => number.toString(16).padStart(40, "a");

/** A pull request's event, about as GitHub writes it. */
export function pullRequest(given: Record<string, unknown> = {}, action = "opened") {
  const pull_request = {
    ...{ number: 7, title: "Fix it", body: "It was broken.", html_url: "https://github.com/o/r/pull/7", draft: false },
    ...{ user: { login: "kim" }, author_association: "MEMBER", labels: [], updated_at: "2026-01-01T00:00:00Z" },
    ...{ head: { ref: "fix", sha: sha(1), repo }, base: { ref: "main", sha: sha(0), repo } },
    ...given,
  };
  return { action, number: pull_request.number, pull_request, repository, sender: { login: "kim" } };
}

/** A comment on a pull request, about as GitHub writes it. */
export function comment(body: string, association = "MEMBER", action = "created") {
  const issue = { number: 7, title: "Fix it", author_association: "MEMBER", pull_request: {}, user: { login: "kim" } };
  return { action, issue, comment: { body, author_association: association, user: { login: "jo" } }, repository };
}
