import { z } from "@hono/zod-openapi";
import { idParam } from "~/kit/ids.ts";
import { SEVERITIES } from "~/outcomes/index.ts";

const instant = z.iso.datetime();

export const Severity = z.enum(SEVERITIES).openapi("Severity");
export type Severity = z.infer<typeof Severity>;

/** With one of these open a project does not pass. */
export const SEVERE: readonly Severity[] = ["critical", "high"];

export const FindingStatus = z.enum(["open", "fixed", "ignored"]).openapi("FindingStatus");
export const Verdict = z.enum(["pass", "fail"]).openapi("AuditVerdict", {
  description: `pass: nothing of it is open that is ${SEVERE.join(" or ")}.`,
});
export type Verdict = z.infer<typeof Verdict>;

export const FindingRow = z
  .object({
    id: idParam("finding"),
    trigger_id: z.string().openapi({ description: "Whose audits find it; empty where no trigger asked for them." }),
    project: z.string().openapi({ description: "As the run named it, else the execution's project or directory." }),
    severity: Severity,
    title: z.string(),
    package: z.string().nullable(),
    version: z.string().nullable(),
    path: z.string().nullable(),
    line: z.number().int().nullable(),
    fix: z.string().nullable(),
    url: z.string().nullable(),
    status: FindingStatus,
    note: z.string().nullable().openapi({ description: "What a person said when it was set." }),
    first_seen: instant,
    last_seen: instant,
    execution_id: idParam("execution").openapi({ description: "That named it last." }),
  })
  .openapi("KeptFinding");
export type FindingRow = z.infer<typeof FindingRow>;

export const FindingPatch = z
  .strictObject({
    status: FindingStatus,
    note: z.string().trim().min(1).max(1_000).optional().openapi({ description: "Needed to ignore it: why." }),
  })
  .openapi("FindingPatch");
export type FindingPatch = z.infer<typeof FindingPatch>;

export const Audit = z
  .object({
    seq: z.number().int(),
    execution_id: idParam("execution"),
    trigger_id: z.string(),
    project: z.string(),
    verdict: Verdict,
    new: z.number().int(),
    fixed: z.number().int(),
    open: z.number().int(),
    at: instant,
  })
  .openapi("FindingAudit");

export const AuditedProject = z
  .object({
    project: z.string(),
    verdict: Verdict,
    open: z.partialRecord(Severity, z.number().int()).openapi({ description: "How many are open of each severity." }),
    last_audit: Audit,
  })
  .openapi("AuditedProject");
export type AuditedProject = z.infer<typeof AuditedProject>;
