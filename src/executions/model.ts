import { z } from "@hono/zod-openapi";
import { Chain } from "~/accounts/index.ts";
import { BackendId, Permissions } from "~/backends/index.ts";
import { AttemptUsage } from "~/budgets/index.ts";
import { orNull } from "~/http/router.ts";
import { idParam } from "~/kit/ids.ts";
import { Name, nameOf } from "~/kit/name.ts";
import { ActionKind, Outcome } from "~/outcomes/index.ts";
import { Status } from "./status.ts";
import { ORIGINS } from "./tables.ts";

const instant = z.iso.datetime();

export const Tags = z
  .array(nameOf(50))
  .max(20)
  .transform((tags) => [...new Set(tags)]);
export const GroupId = Name;

export const Attempt = z
  .object({
    number: z.number().int(),
    backend: BackendId,
    account_id: z.string(),
    model: z.string().nullable(),
    status: Status,
    reason: z.string().nullable(),
    detail: z
      .string()
      .nullable()
      .openapi({ description: "Why it has this status; while it is being ended, which signal it was sent last." }),
    exit_code: z.number().int().nullable(),
    signal: z.string().nullable(),
    session_id: z.string().nullable(),
    peak_memory_bytes: z.number().int().nullable(),
    usage: orNull(AttemptUsage).openapi({ description: "Null for an attempt of a version that kept none." }),
    started_at: instant,
    ended_at: instant.nullable(),
  })
  .openapi("Attempt");
export type Attempt = z.infer<typeof Attempt>;

/** An execution as lists and streams show it. */
export const ExecutionSummary = z
  .object({
    id: idParam("execution"),
    trigger_id: idParam("trigger").nullable(),
    template_revision: z
      .number()
      .int()
      .nullable()
      .openapi({ description: "The revision of the trigger's template that its prompt was rendered from." }),
    delivery_id: idParam("delivery").nullable(),
    fire_id: idParam("fire").nullable().openapi({ description: "The fire of a schedule that started it." }),
    retry_of: idParam("execution")
      .nullable()
      .openapi({ description: "Whose inputs it was started with: `origin` says whether as a retry or a replay." }),
    continues: idParam("execution").nullable().openapi({ description: "Whose conversation it goes on with." }),
    fork: z.boolean().openapi({ description: "It goes on in a copy of that conversation." }),
    origin: z.enum(ORIGINS),
    hops: z.number().int().openapi({ description: "How many events in a row were caused by our own results." }),
    group_id: z.string().nullable(),
    tags: z.array(z.string()),
    pinned: z.boolean().openapi({ description: "It is kept, however old it gets." }),
    project_id: idParam("project").nullable(),
    ref: z.string().nullable().openapi({ description: "The branch or commit it works on." }),
    request_id: z.string(),
    trace_id: z.string().nullable().openapi({ description: "Its distributed trace, also that of the request." }),
    backend: BackendId,
    model: z.string().nullable(),
    permissions: Permissions,
    status: Status,
    reason: z.string().nullable().openapi({ description: "A code: why it has this status." }),
    detail: z.string().nullable().openapi({ description: "The same as one sentence." }),
    not_before: instant.nullable().openapi({ description: "While queued: it does not start earlier." }),
    held: z.enum(["limit", "retry"]).nullable().openapi({ description: "What it waits for until then." }),
    priority: z.number().int(),
    exit_code: z.number().int().nullable(),
    files_changed: z.number().int().nullable().openapi({ description: "In its worktree; null where it had none." }),
    insertions: z.number().int().nullable(),
    deletions: z.number().int().nullable(),
    last_seq: z.number().int().openapi({ description: "`seq` of the newest line." }),
    dropped_lines: z.number().int().openapi({ description: "Lines between head and tail that were not kept." }),
    created_at: instant,
    started_at: instant.nullable(),
    ended_at: instant.nullable(),
    duration_ms: z.number().int().nullable(),
  })
  .openapi("ExecutionSummary");
export type ExecutionSummary = z.infer<typeof ExecutionSummary>;

export const Execution = ExecutionSummary.extend({
  backend_config: z.record(z.string(), z.unknown()),
  allowed_tools: z.array(z.string()).nullable(),
  working_dir: z.string(),
  chain: Chain,
  cost_usd: z.number().nullable().openapi({ description: "Of all attempts, as far as they have a price." }),
  asked_budget: idParam("budget").nullable().openapi({ description: "The budget it waits at for an answer." }),
  waived_budgets: z.array(z.string()).openapi({ description: "Budgets that a person lets it exceed." }),
  timeout_ms: z.number().int(),
  prompt: z.string(),
  result: z.string().nullable().openapi({ description: "The CLI's final answer, where its dialect has one." }),
  // As a union: the document would have `nullable` of a named schema refuse null.
  outcome: z.union([Outcome, z.null()]).openapi({ description: "What it said in our own form." }),
  outcome_error: z.string().nullable().openapi({ description: "Why that could not be read." }),
  stop_reason: z.string().nullable().openapi({ description: "Why somebody ends it, or did." }),
  allowed_actions: z.array(ActionKind),
  attempts: z.array(Attempt),
}).openapi("Execution");
export type Execution = z.infer<typeof Execution>;

export const ExecutionDiff = z
  .object({
    branch: z.string().openapi({ description: "Where the server keeps the work." }),
    base_sha: z.string(),
    head_sha: z.string().nullable().openapi({ description: "Null when nothing differs from the base." }),
    files_changed: z.number().int(),
    insertions: z.number().int(),
    deletions: z.number().int(),
    files: z.array(
      z.object({
        path: z.string(),
        change: z.enum(["added", "modified", "deleted", "type_changed"]),
        insertions: z.number().int().nullable().openapi({ description: "Null for a binary file." }),
        deletions: z.number().int().nullable(),
      }),
    ),
    cut: z.boolean().openapi({ description: "It is larger than what is kept: the last files are left out." }),
    text: z.string().openapi({ description: "The patch; what is no UTF-8 in it is replaced. `/patch` has its bytes." }),
  })
  .openapi("ExecutionDiff");
export type ExecutionDiff = z.infer<typeof ExecutionDiff>;

export const Line = z
  .object({
    seq: z.number().int(),
    attempt: z.number().int(),
    offset_ms: z.number().int().openapi({ description: "Since the attempt started." }),
    stream: z.enum(["stdout", "stderr", "system"]),
    text: z.string(),
  })
  .openapi("Line");
export type Line = z.infer<typeof Line>;
