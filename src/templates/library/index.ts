import type { TemplateData } from "../model.ts";
import { codeQuestion } from "./code-question.ts";
import { dependencyUpdate } from "./dependency-update.ts";
import { docsDrift } from "./docs-drift.ts";
import { failingCi } from "./failing-ci.ts";
import { flakyTests } from "./flaky-tests.ts";
import { incidentFirstLook } from "./incident-first-look.ts";
import { issueTriage } from "./issue-triage.ts";
import { prReview } from "./pr-review.ts";
import { prSecurityReview } from "./pr-security-review.ts";
import { releaseNotes } from "./release-notes.ts";
import { securityAudit } from "./security-audit.ts";

/** What is shipped, in the order in which it is shown. */
export const library: readonly TemplateData[] = [
  prReview,
  prSecurityReview,
  issueTriage,
  failingCi,
  codeQuestion,
  releaseNotes,
  securityAudit,
  dependencyUpdate,
  flakyTests,
  docsDrift,
  incidentFirstLook,
];
