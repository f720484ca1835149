import { z } from "@hono/zod-openapi";
import { Status } from "~/executions/index.ts";
import { orNull } from "~/http/router.ts";
import { idParam } from "~/kit/ids.ts";

export const Verdict = z.enum(["approve", "request_changes", "comment", "no_verdict"]).openapi("ReviewVerdict", {
  description: "no_verdict: the execution succeeded, and told none.",
});
export type Verdict = z.infer<typeof Verdict>;

export const PullState = z.enum(["open", "closed", "merged"]).openapi("PullState");
export type PullState = z.infer<typeof PullState>;

const instant = z.iso.datetime();

export const Review = z
  .object({
    id: idParam("review"),
    repository: z.string(),
    number: z.number().int(),
    title: z.string().nullable(),
    author: z.string().nullable(),
    url: z.string().nullable(),
    state: PullState,
    head_sha: z.string(),
    superseded: z.boolean().openapi({ description: "The pull request has a newer head." }),
    trigger_id: idParam("trigger").openapi({ description: "Each trigger has a review of its own." }),
    execution_id: idParam("execution").openapi({ description: "Its newest that looks at this head." }),
    status: Status.openapi({ description: "Of that execution." }),
    verdict: orNull(Verdict).openapi({ description: "Null until an execution succeeds." }),
    summary: z.string().nullable(),
    created_at: instant,
    updated_at: instant,
  })
  .openapi("Review");
export type Review = z.infer<typeof Review>;

const count = z.number().int();

/** Reviews of one repository, by the state of their pull requests and by their verdicts. */
export const ReviewStats = z
  .object({
    repository: z.string(),
    total: count,
    ...{ open: count, merged: count, closed: count },
    ...{ approve: count, request_changes: count, comment: count, no_verdict: count },
    pending: count.openapi({ description: "Nothing is said yet: it is worked on." }),
    failed: count.openapi({ description: "Nothing is said, and the last execution did not succeed." }),
  })
  .openapi("ReviewStats");
export type ReviewStats = z.infer<typeof ReviewStats>;
