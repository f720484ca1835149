import { find } from "../path.ts";
import { pathsOf, textAt } from "./event.ts";

/** The words an event brings, whatever it is of. Undefined for what brings none. */
export function wordsOf(payload: unknown): string | undefined {
  for (const thing of ["comment", "review"]) {
    const body = textAt(payload, thing, "body");
    if (body !== undefined) return body;
  }
  for (const thing of ["pull_request", "issue", "discussion"]) {
    const title = textAt(payload, thing, "title");
    if (title !== undefined) return lines(title, textAt(payload, thing, "body"));
  }
  return outcomeOf(payload) ?? releaseOf(payload) ?? pushOf(payload);
}

/** How a run of a workflow or a check went. */
function outcomeOf(payload: unknown): string | undefined {
  for (const run of ["workflow_run", "workflow_job", "check_run"]) {
    const name = textAt(payload, run, "name");
    if (name === undefined) continue;
    const state = textAt(payload, run, "conclusion") ?? textAt(payload, run, "status") ?? "without a conclusion";
    const branch = textAt(payload, run, "head_branch") ?? textAt(payload, run, "check_suite", "head_branch");
    const place = branch === undefined ? "" : ` on ${branch}`;
    const commit = textAt(payload, run, "head_sha");
    const at = commit === undefined ? "" : ` at ${commit}`;
    return lines(`${name}: ${state}${place}${at}`, textAt(payload, run, "html_url"));
  }
  return undefined;
}

function releaseOf(payload: unknown): string | undefined {
  const name = textAt(payload, "release", "name") ?? textAt(payload, "release", "tag_name");
  return name === undefined ? undefined : lines(name, textAt(payload, "release", "body"));
}

function pushOf(payload: unknown): string | undefined {
  const [commits] = find(payload, ["commits"]);
  if (!Array.isArray(commits) || commits.length === 0) return undefined;
  return commits.flatMap((commit) => textAt(commit, "message") ?? []).join("\n\n");
}

function lines(first: string, second: string | undefined): string {
  return second === undefined || second === "" ? first : `${first}\n\n${second}`;
}

interface PullRequest {
  number: unknown;
  url?: string;
  title?: string;
  author?: string;
}

/** A pull request wherever GitHub puts it: on its own, as an issue that is one, or as what a run was for. */
export function pullRequestOf(payload: unknown): PullRequest {
  const [own] = find(payload, ["pull_request"]);
  const [issue] = find(payload, ["issue"]);
  const [linked] = find(payload, ["issue", "pull_request"]);
  if (own || linked) {
    const found = own ?? issue;
    const [number] = find(found, ["number"]);
    const [url, title] = [textAt(found, "html_url"), textAt(found, "title")];
    return { number, url, title, author: textAt(found, "user", "login") };
  }
  const runs = ["workflow_run", "check_run", "check_suite"];
  const [number] = runs.flatMap((run) => find(payload, [run, "pull_requests", 0, "number"]));
  const repository = textAt(payload, "repository", "html_url");
  const known = typeof number === "number" && repository !== undefined;
  return { number, url: known ? `${repository}/pull/${number}` : undefined };
}

/** The paths a payload names: as a list of its own, or those its commits touch. */
export function changedPathsOf(payload: unknown): string | undefined {
  const [named] = find(payload, ["paths"]);
  const paths = named === undefined ? pathsOf(payload) : named;
  if (!Array.isArray(paths) || !paths.every((one) => typeof one === "string")) return undefined;
  return paths.join("\n");
}
