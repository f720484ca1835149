import { z } from "@hono/zod-openapi";
import { BackendId, Permissions } from "~/backends/index.ts";
import { idParam } from "~/kit/ids.ts";
import { Status } from "./status.ts";

const instant = z.iso.datetime();

export const Attempt = z
  .object({
    number: z.number().int(),
    backend: BackendId,
    status: Status,
    reason: z.string().nullable(),
    detail: z.string().nullable(),
    exit_code: z.number().int().nullable(),
    signal: z.string().nullable(),
    session_id: z.string().nullable(),
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
    delivery_id: idParam("delivery").nullable(),
    retry_of: idParam("execution").nullable(),
    origin: z.enum(["manual", "webhook", "retry"]),
    request_id: z.string(),
    backend: BackendId,
    model: z.string().nullable(),
    permissions: Permissions,
    status: Status,
    reason: z.string().nullable().openapi({ description: "A code: why it has this status." }),
    detail: z.string().nullable().openapi({ description: "The same as one sentence." }),
    exit_code: z.number().int().nullable(),
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
  timeout_ms: z.number().int(),
  prompt: z.string(),
  result: z.string().nullable().openapi({ description: "The CLI's final answer, where its dialect has one." }),
  attempts: z.array(Attempt),
}).openapi("Execution");
export type Execution = z.infer<typeof Execution>;

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
