export const TABS = ["runs", "worktrees", "reviews", "findings", "settings"] as const;
export type Tab = (typeof TABS)[number];

export function readTab({ tab }: Record<string, unknown>): { tab?: Tab } {
  const known = TABS.find((name) => name === tab);
  return known ? { tab: known } : {};
}
