import { issueToPullRequest } from "./issue-to-pull-request.ts";
import type { WorkflowData } from "./kind.ts";
import { overRepositories } from "./over-repositories.ts";
import { prSecondOpinion } from "./pr-second-opinion.ts";
import { releaseNotesWorkflow } from "./release-notes.ts";
import { securityNightly } from "./security-nightly.ts";

/** What is shipped, in the order in which it is shown. */
export const shippedWorkflows: readonly WorkflowData[] = [
  prSecondOpinion,
  issueToPullRequest,
  overRepositories,
  securityNightly,
  releaseNotesWorkflow,
];
