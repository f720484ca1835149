import { find } from "../path.ts";

const TRUSTED = ["OWNER", "MEMBER", "COLLABORATOR"];
/** Only who may write causes these. Of an event that is none of them and names no author nothing is known. */
const OF_WRITERS = ["push", "create", "delete", "release", "workflow_dispatch", "repository_dispatch", "workflow_run"];
/** Whose words an event brings, the nearest first. */
const AUTHORED = ["comment", "review", "discussion", "issue", "pull_request"];
const COMMIT = /^(?!0+$)(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
const MOST_PATHS = 3_000;

export function textAt(payload: unknown, ...path: (string | number)[]): string | undefined {
  const [value] = find(payload, path);
  return typeof value === "string" ? value : undefined;
}

export const isTrusted = (association: string | undefined) => TRUSTED.includes(association ?? "");

/** What GitHub says of whoever wrote what the event brings: `OWNER`, `NONE`, … */
export function associationOf(payload: unknown): string | undefined {
  return associations(payload)[0];
}

/** Whether somebody has a part in it who is not known to be trusted, be it as the author of what is commented on. */
export function isStrangers(name: string, payload: unknown): boolean {
  const known = associations(payload);
  if (known.length === 0 && isOfFork(payload)) return true;
  return known.length > 0 ? !known.every(isTrusted) : !OF_WRITERS.includes(name);
}

function associations(payload: unknown): string[] {
  return AUTHORED.flatMap((thing) => textAt(payload, thing, "author_association") ?? []);
}

/** Whether its commits are another repository's, or of one that is gone. */
export function isOfFork(payload: unknown): boolean {
  const [head] = find(payload, ["pull_request", "head"]);
  const [run] = find(payload, ["workflow_run"]);
  if (head) return textAt(head, "repo", "full_name") !== textAt(payload, "pull_request", "base", "repo", "full_name");
  return run !== undefined && textAt(run, "head_repository", "full_name") !== repositoryOf(payload);
}

export function repositoryOf(payload: unknown): string | undefined {
  const name = textAt(payload, "repository", "full_name");
  return name !== undefined && /^[\w.-]+\/[\w.-]+$/.test(name) ? name : undefined;
}

/** The branch it goes into, or that it happened on. */
export function branchOf(payload: unknown): string | undefined {
  const base = textAt(payload, "pull_request", "base", "ref");
  const ran = ["workflow_run", "workflow_job", "check_suite"].map((run) => textAt(payload, run, "head_branch"));
  const checked = textAt(payload, "check_run", "check_suite", "head_branch");
  const named = textAt(payload, "deployment", "ref") ?? textAt(payload, "release", "target_commitish");
  const pushed = textAt(payload, "ref");
  const branch = pushed?.startsWith("refs/tags/") ? undefined : pushed?.replace(/^refs\/heads\//, "");
  return base ?? ran.find((one) => one !== undefined) ?? checked ?? named ?? branch;
}

/** The names of the labels on it, and of the one that was just put on or taken off. */
export function labelsOf(payload: unknown): string[] {
  const on = ["pull_request", "issue", "discussion"].flatMap((thing) => find(payload, [thing, "labels"]).flat());
  return [...on, ...find(payload, ["label"])].flatMap((label) => textAt(label, "name") ?? []);
}

/** Undefined where the payload does not say: a pull request's does not. */
export function pathsOf(payload: unknown): string[] | undefined {
  const [commits] = find(payload, ["commits"]);
  if (!Array.isArray(commits)) return undefined;
  const touched = commits.flatMap((commit) => ["added", "modified", "removed"].flatMap((how) => find(commit, [how])));
  const paths = touched.flat().filter((path) => typeof path === "string");
  return [...new Set(paths)].slice(0, MOST_PATHS);
}

const HEADS = ["workflow_run", "workflow_job", "check_run", "check_suite"];

/** The commit it is about, `pull/<number>/<commit>`, or `pull/<number>/head` of a comment, which does not say the commit. */
export function refOf(payload: unknown): string | undefined {
  const [number] = find(payload, ["pull_request", "number"]);
  const head = textAt(payload, "pull_request", "head", "sha");
  if (head !== undefined)
    return Number.isSafeInteger(number) && COMMIT.test(head) ? `pull/${number}/${head}` : undefined;
  const [commented] = find(payload, ["issue", "pull_request"]);
  const [issue] = find(payload, ["issue", "number"]);
  if (commented && Number.isSafeInteger(issue)) return `pull/${issue}/head`;
  const ran = HEADS.map((run) => textAt(payload, run, "head_sha"));
  const said = [textAt(payload, "deployment", "sha"), textAt(payload, "comment", "commit_id"), textAt(payload, "sha")];
  return [textAt(payload, "after"), ...ran, ...said].find((sha) => sha !== undefined && COMMIT.test(sha));
}
