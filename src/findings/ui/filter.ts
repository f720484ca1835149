import { readTexts } from "~/ui/search.ts";
import type { FindingRow, Severity } from "../model.ts";

/** What the findings are narrowed by; `any` status is asked for by its name, because `open` is what one comes for. */
export interface FindingFilter {
  status?: FindingRow["status"] | "any";
  severity?: Severity;
}

export const readFindingFilter = (search: Record<string, unknown>) =>
  readTexts(search, ["status", "severity"]) as FindingFilter;
