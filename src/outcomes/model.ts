import { z } from "@hono/zod-openapi";

/** More is not read: an outcome is a note, not an archive. */
export const OUTCOME_BYTES = 1024 * 1024;

const text = (most: number) => z.string().trim().min(1).max(most);
const path = text(1_000);
const line = z.number().int().min(1).max(10_000_000);
const labels = z.array(text(50)).max(20).default([]);

const comment = z.strictObject({ kind: z.literal("comment"), body: text(60_000) }).openapi("CommentAction", {
  description: "One comment on the issue or pull request, edited in place by later runs.",
});

const review = z
  .strictObject({
    kind: z.literal("review"),
    verdict: z.enum(["approve", "request_changes", "comment"]),
    body: text(60_000),
    comments: z
      .array(z.strictObject({ path, line, body: text(10_000) }))
      .max(50)
      .default([]),
  })
  .openapi("ReviewAction", { description: "A review of the pull request, with comments on its lines." });

const check = z
  .strictObject({
    kind: z.literal("check"),
    conclusion: z.enum(["success", "failure", "neutral"]),
    title: text(200),
    summary: text(60_000),
    annotations: z
      .array(
        z.strictObject({
          path,
          start_line: line,
          end_line: line.optional(),
          level: z.enum(["notice", "warning", "failure"]),
          message: text(10_000),
        }),
      )
      .max(200)
      .default([]),
  })
  .openapi("CheckAction", { description: "What the check run of the execution says." });

const label = z
  .strictObject({ kind: z.literal("labels"), add: labels, remove: labels })
  .openapi("LabelsAction", { description: "Labels of the issue or pull request." });

const pull_request = z
  .strictObject({
    kind: z.literal("pull_request"),
    title: text(250),
    body: text(60_000),
    draft: z.boolean().default(true),
  })
  .openapi("PullRequestAction", {
    description: "A pull request from what the run has committed or left in its worktree.",
  });

/** What the server may do for an execution that proposes it. */
export const ACTIONS = [comment, review, check, label, pull_request] as const;
export const Action = z.discriminatedUnion("kind", ACTIONS).openapi("Action");
export type Action = z.infer<typeof Action>;

/** What a trigger may allow. `approve` is no action: without it a review that approves is posted as a comment. */
export const ActionKind = z
  .enum(["comment", "review", "approve", "check", "labels", "pull_request"])
  .openapi("ActionKind", { description: "`approve` lets a `review` approve; without it, it only comments." });
export type ActionKind = z.infer<typeof ActionKind>;

export const SEVERITIES = ["critical", "high", "medium", "low", "info"] as const;

export const Finding = z
  .strictObject({
    severity: z.enum(SEVERITIES),
    title: text(300),
    project: text(200).optional().openapi({ description: "Where it is, when the run looked at several." }),
    package: text(200).optional(),
    version: text(100).optional(),
    path: path.optional(),
    line: line.optional(),
    fix: text(4_000).optional().openapi({ description: "What to do about it." }),
    url: z
      .url({ protocol: /^https?$/ })
      .max(1_000)
      .optional(),
  })
  .openapi("Finding");
export type Finding = z.infer<typeof Finding>;

/** What an execution says in our own form: the server reads it, and does what its trigger allows. */
export const Outcome = z
  .strictObject({
    summary: text(10_000).optional(),
    verdict: z.enum(["pass", "fail", "neutral"]).optional(),
    actions: z.array(Action).max(20).default([]),
    findings: z.array(Finding).max(1_000).optional().openapi({
      description: "Give it whenever you looked for them, also empty: what is named no more counts as fixed.",
    }),
  })
  .openapi("Outcome");
export type Outcome = z.infer<typeof Outcome>;
