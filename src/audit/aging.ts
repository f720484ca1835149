import { lt } from "drizzle-orm";
import { agingRows } from "~/db/aging.ts";
import { firstIdAt } from "~/kit/ids.ts";
import { audit_log } from "./tables.ts";

export const agingAudit = agingRows("audit_log", audit_log, audit_log.id, (before) => {
  return lt(audit_log.id, firstIdAt("audit", Date.parse(before) + 1));
});
