import { z } from "@hono/zod-openapi";
import { pageOf } from "~/http/router.ts";
import { idParam } from "~/kit/ids.ts";
import type { Event } from "~/triggers/index.ts";

export const SOURCES = ["webhook", "github"] as const;
export type Source = (typeof SOURCES)[number];

/** Who brought a delivery: its sender, or a person who tries a trigger or plays it again. */
export const ORIGINS = ["sent", "test", "replay"] as const;
export type Origin = (typeof ORIGINS)[number];

export const STATUSES = ["accepted", "ignored", "duplicate", "suspected_replay", "loop", "waiting"] as const;
export type Status = (typeof STATUSES)[number];

const Status = z.enum(STATUSES).openapi("DeliveryStatus", {
  description:
    "accepted: it started something. duplicate: it came before and had started something. suspected_replay: a known " +
    "body under a new id. loop: our own results led to it too often in a row. waiting: the queue is full; its " +
    "executions are made when there is room.",
});

/** What a delivery meant to one trigger. */
export const Verdict = z
  .object({
    trigger_id: idParam("trigger"),
    holds: z.boolean().openapi({ description: "Whether it was to start the trigger." }),
    execution_id: idParam("execution").optional(),
    run_id: idParam("run").optional().openapi({ description: "The run of the trigger's workflow." }),
    replay_of: idParam("delivery").optional().openapi({ description: "The earlier one that it may be a copy of." }),
    why: z.string().openapi({ description: "One sentence." }),
  })
  .openapi("Verdict");
export type Verdict = z.infer<typeof Verdict>;

export const Receipt = z
  .object({
    delivery_id: idParam("delivery"),
    status: Status,
    execution_ids: z
      .array(idParam("execution"))
      .openapi({ description: "What it started; of a duplicate, what the first one started." }),
    run_ids: z.array(idParam("run")).openapi({ description: "The same of runs of workflows." }),
    duplicate_of: idParam("delivery").optional(),
  })
  .openapi("Receipt");
export type Receipt = z.infer<typeof Receipt>;

/** What came of a delivery that a person sends: also what it meant to each trigger. */
export const ReplayReceipt = Receipt.extend({ verdicts: z.array(Verdict) }).openapi("ReplayReceipt");
export type ReplayReceipt = z.infer<typeof ReplayReceipt>;

export const TestReceipt = ReplayReceipt.extend({
  curl: z
    .string()
    .nullable()
    .openapi({ description: "The same, signed, for a shell. Null while GITHUB_WEBHOOK_SECRET is not set." }),
}).openapi("TestReceipt");
export type TestReceipt = z.infer<typeof TestReceipt>;

export const DeliverySummary = z
  .object({
    id: idParam("delivery"),
    source: z.enum(SOURCES),
    origin: z.enum(ORIGINS).openapi({ description: "sent by its sender, or by a person as a test or a replay." }),
    status: Status,
    why: z.string().openapi({ description: "What came of it, in one sentence." }),
    event: z.string().nullable().openapi({ description: "GitHub's name for it." }),
    action: z.string().nullable(),
    repository: z.string().nullable(),
    trigger_id: idParam("trigger").nullable().openapi({ description: "The trigger whose own receiver it came to." }),
    verified: z.boolean(),
    duplicate_of: idParam("delivery").nullable(),
    replay_of: idParam("delivery").nullable(),
    hops: z.number().int().openapi({ description: "How many executions in a row led to it by what they posted." }),
    execution_ids: z.array(idParam("execution")),
    run_ids: z.array(idParam("run")),
    size: z.number().int().openapi({ description: "Bytes of the body." }),
    address: z.string(),
    request_id: z.string(),
    received_at: z.iso.datetime(),
  })
  .openapi("DeliverySummary");
export type DeliverySummary = z.infer<typeof DeliverySummary>;

export const Delivery = DeliverySummary.extend({
  headers: z.record(z.string(), z.string()).openapi({ description: "As received, but for what opens a door." }),
  body: z.unknown().openapi({ description: "As JSON; null when it has more than 256 KiB." }),
  body_text: z.string().nullable().openapi({ description: "The first 256 KiB of a longer one." }),
  body_hash: z.string().openapi({ description: "SHA-256 of the bytes." }),
  dedupe: z.object({ key: z.string(), why: z.string() }).openapi({ description: "By what it is known again." }),
  verdicts: z.array(Verdict),
}).openapi("Delivery");
export type Delivery = z.infer<typeof Delivery>;

export const Rejected = z
  .object({
    id: z.number().int(),
    address: z.string(),
    path: z.string().openapi({ description: "The receiver it came to." }),
    trigger_id: idParam("trigger").nullable().openapi({ description: "The trigger whose own receiver that is." }),
    event: z.string().nullable().openapi({ description: "What its sender says GitHub calls it." }),
    size: z.number().int(),
    body_hash: z.string(),
    verdict: z.string(),
    received_at: z.iso.datetime(),
  })
  .openapi("RejectedDelivery");
export type Rejected = z.infer<typeof Rejected>;

export const DeliveryFilter = z.strictObject({
  ...pageOf("delivery"),
  source: z.enum(SOURCES).optional(),
  status: z.enum(STATUSES).optional(),
  trigger_id: idParam("trigger").optional().openapi({ description: "Held against this trigger, or sent to it." }),
  event: z.string().max(100).optional(),
  repository: z.string().max(200).optional(),
  since: z.iso.datetime({ offset: true }).optional(),
});
export type DeliveryFilter = z.infer<typeof DeliveryFilter>;

export const Replay = z
  .strictObject({
    payload: z.unknown().optional().openapi({ description: "What to send in its place. Left out: as it came." }),
    trigger_id: idParam("trigger").optional().openapi({ description: "Hold it against this trigger alone." }),
  })
  .openapi("Replay");
export type Replay = z.infer<typeof Replay>;

export const Trial = z
  .strictObject({
    payload: z.unknown().optional().openapi({ description: "Left out: a sample that the source has." }),
    event: z
      .string()
      .regex(/^[a-z_0-9]{1,60}$/, "must be a name as GitHub writes it, such as pull_request")
      .optional(),
  })
  .openapi("Trial");
export type Trial = z.infer<typeof Trial>;

export const SignedRequest = z
  .object({
    url: z.string(),
    headers: z.record(z.string(), z.string()),
    body: z.string(),
    curl: z
      .string()
      .nullable()
      .openapi({ description: "The same for a shell. Null while GITHUB_WEBHOOK_SECRET is not set." }),
  })
  .openapi("SignedRequest");
export type SignedRequest = z.infer<typeof SignedRequest>;

/** What the inbox can be searched by. */
export function describeEvent({ name, payload }: Event) {
  const { action, repository } = (payload ?? {}) as { action?: unknown; repository?: { full_name?: unknown } | null };
  return { event: name ?? null, action: short(action), repository: short(repository?.full_name) };
}

function short(value: unknown): string | null {
  return typeof value === "string" ? value.slice(0, 200) : null;
}

/** What it started. */
export function startedBy({ verdicts }: { verdicts: Verdict[] }) {
  return {
    execution_ids: verdicts.flatMap(({ execution_id }) => execution_id ?? []),
    run_ids: verdicts.flatMap(({ run_id }) => run_id ?? []),
  };
}

export function hasStarted({ execution_id, run_id }: Verdict): boolean {
  return execution_id !== undefined || run_id !== undefined;
}
