import { z } from "@hono/zod-openapi";
import type { Queries } from "~/db/tx.ts";
import { payloadOf } from "~/deliveries/index.ts";
import type { ExecutionRow } from "~/executions/index.ts";
import type { Projects } from "./projects.ts";

/** What of GitHub an execution is about. */
export interface Target {
  repository: string;
  /** Of the issue or pull request. */
  number: number | null;
  is_pull: boolean;
  head_sha: string | null;
  /** Where a change for it is to go; null where that is the branch the run began from. */
  branch: string | null;
}

const Repository = z
  .string()
  .regex(/^[\w-]+\/(?!\.{1,2}$)[\w.-]+$/)
  .max(200);
const Sha = z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/);
const Branch = z.string().min(1).max(250).nullish().catch(null);
const Repo = z.object({ full_name: Repository }).nullish().catch(null);
const Head = z.object({ sha: Sha, ref: Branch, repo: Repo });
const Numbered = z.object({ number: z.number().int().positive() });
const Checked = z.object({
  head_sha: Sha,
  head_branch: Branch,
  head_repository: Repo,
  check_suite: z.object({ head_branch: Branch }).nullish().catch(null),
  pull_requests: z.array(Numbered).nullish(),
});

/** Of each event what says what it is about. */
const Event = z.object({
  repository: z.object({ full_name: Repository }),
  pull_request: Numbered.extend({ head: Head, base: z.object({ ref: Branch }).nullish().catch(null) }).optional(),
  issue: Numbered.extend({ pull_request: z.unknown().optional() }).optional(),
  workflow_run: Checked.optional(),
  check_suite: Checked.optional(),
  check_run: Checked.optional(),
  after: Sha.optional(),
  ref: Branch,
});

/** Undefined when the payload names no repository. */
export function targetIn(payload: unknown): Target | undefined {
  const { data: event } = Event.safeParse(payload);
  if (!event) return undefined;
  const { pull_request, issue, workflow_run, check_suite, check_run, after = null, ref } = event;
  const { full_name: repository } = event.repository;
  // A fork's branch is none of the repository's.
  const own = (repo: z.infer<typeof Repo>, branch: string | null = null) =>
    repo && repo.full_name !== repository ? null : branch;
  if (pull_request) {
    const { number, head, base } = pull_request;
    const branch = own(head.repo, head.ref) ?? base?.ref ?? null;
    return { repository, number, is_pull: true, head_sha: head.sha, branch };
  }
  if (issue) return { ...NOWHERE, repository, number: issue.number, is_pull: issue.pull_request != null };
  const checked = workflow_run ?? check_suite ?? check_run;
  const number = checked?.pull_requests?.[0]?.number ?? null;
  const ran = checked && own(checked.head_repository, checked.head_branch ?? checked.check_suite?.head_branch);
  const branch = checked ? (ran ?? null) : (/^refs\/heads\/(.+)$/.exec(ref ?? "")?.[1] ?? null);
  return { repository, number, is_pull: number !== null, head_sha: checked?.head_sha ?? after, branch };
}

type Asked = Pick<ExecutionRow, "delivery_id" | "project_id" | "ref">;

/**
 * By what GitHub told, else by its project; or a sentence that says why by neither. What GITHUB_WEBHOOK_SECRET did not sign
 * names no repository that we would write to, unless its project is a clone of just that one.
 */
export function targetOf(queries: Queries, execution: Asked, projects?: Projects): Target | string {
  const { delivery_id, project_id, ref } = execution;
  const repository = project_id === null ? undefined : projects?.repositoryOf(queries, project_id);
  if (delivery_id === null) return repository === undefined ? NO_REPOSITORY : { ...NOWHERE, repository };
  const delivery = payloadOf(queries, delivery_id);
  if (!delivery) return "Its delivery, which said what it concerns, is not kept any more: have GitHub send it again.";
  if (!delivery.verified) return "Nobody signed its delivery, so that what it names is not written to.";
  const target = targetIn(delivery.payload);
  if (!target) return repository === undefined ? NO_REPOSITORY : { ...NOWHERE, repository };
  const named = target.repository.toLowerCase();
  // Whoever signs for a trigger of one project does not choose another repository to write to.
  if (repository !== undefined && repository !== named)
    return `Its delivery is about ${target.repository}, and its project a clone of ${repository}: let the trigger name a project of ${target.repository}.`;
  if (repository === undefined && delivery.source !== "github")
    return `GitHub did not send its delivery, which names ${target.repository}: use a trigger with the source github, or a project that is a clone of it.`;
  // A comment does not say which commit is the newest: what was checked out does.
  return { ...target, head_sha: target.head_sha ?? Sha.safeParse(ref?.split("/").at(-1)).data ?? null };
}

const NOWHERE = { number: null, is_pull: false, head_sha: null, branch: null };
const NO_REPOSITORY =
  "Neither a delivery of GitHub's nor a project cloned from there says which repository it concerns.";
