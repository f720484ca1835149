import { readOneOf } from "~/ui/search.ts";

const TABS = ["runs", "worktrees", "reviews", "findings", "settings"] as const;
export type Tab = (typeof TABS)[number];

export const readTab = (search: Record<string, unknown>) => readOneOf(search, "tab", TABS);
