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
}

const Repository = z
  .string()
  .regex(/^[\w-]+\/(?!\.{1,2}$)[\w.-]+$/)
  .max(200);
const Sha = z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/);
const Head = z.object({ sha: Sha });
const Numbered = z.object({ number: z.number().int().positive() });
const Checked = z.object({ head_sha: Sha, pull_requests: z.array(Numbered).nullish() });

/** Of each event what says what it is about. */
const Event = z.object({
  repository: z.object({ full_name: Repository }),
  pull_request: Numbered.extend({ head: Head }).optional(),
  issue: Numbered.extend({ pull_request: z.unknown().optional() }).optional(),
  workflow_run: Checked.optional(),
  check_suite: Checked.optional(),
  check_run: Checked.optional(),
  after: Sha.optional(),
});

/** Undefined when the payload names no repository. */
export function targetIn(payload: unknown): Target | undefined {
  const { data: event } = Event.safeParse(payload);
  if (!event) return undefined;
  const { pull_request, issue, workflow_run, check_suite, check_run, after = null } = event;
  const { full_name: repository } = event.repository;
  if (pull_request) return { repository, number: pull_request.number, is_pull: true, head_sha: pull_request.head.sha };
  if (issue) return { repository, number: issue.number, is_pull: issue.pull_request != null, head_sha: null };
  const checked = workflow_run ?? check_suite ?? check_run;
  const number = checked?.pull_requests?.[0]?.number ?? null;
  return { repository, number, is_pull: number !== null, head_sha: checked?.head_sha ?? after };
}

type Asked = Pick<ExecutionRow, "delivery_id" | "project_id" | "ref">;

/**
 * By the delivery that asked for it, else by its project. What nobody signed names nothing that we would write to, and
 * neither does what is not kept any more.
 */
export function targetOf(queries: Queries, execution: Asked, projects?: Projects): Target | undefined {
  const { delivery_id, project_id, ref } = execution;
  const delivery = delivery_id === null ? undefined : payloadOf(queries, delivery_id);
  if (delivery_id !== null && !delivery?.verified) return undefined;
  const target = targetIn(delivery?.payload);
  const repository = project_id === null ? undefined : projects?.repositoryOf(queries, project_id);
  // Whoever signs for a trigger of one project does not choose another repository to write to.
  if (target && repository !== undefined && repository !== target.repository.toLowerCase()) return undefined;
  // A comment does not say which commit is the newest: what was checked out does.
  if (target) return { ...target, head_sha: target.head_sha ?? Sha.safeParse(ref?.split("/").at(-1)).data ?? null };
  return repository === undefined ? undefined : { repository, number: null, is_pull: false, head_sha: null };
}
