import { OTHER_DAYS } from "~/ui/days.ts";
import { readOneOf, readTexts } from "~/ui/search.ts";

/** What of the usage is looked at: it lies in the address, so that it can be linked. */
export interface View {
  tab?: "budgets" | "prices";
  /** How many days; 30 unless it is said. */
  days?: 7 | 90;
  /** What the bars show; the cost unless it is said. */
  of?: "tokens";
  /** What the sums are split by; the model unless it is said. */
  by?: "trigger" | "account";
  /** Of the prices those whose model's name holds this. */
  model?: string;
}

export function readView(search: Record<string, unknown>): View {
  return {
    ...readOneOf(search, "tab", ["budgets", "prices"] as const),
    ...readOneOf(search, "days", OTHER_DAYS),
    ...readOneOf(search, "of", ["tokens"] as const),
    ...readOneOf(search, "by", ["trigger", "account"] as const),
    ...readTexts(search, ["model"]),
  };
}
