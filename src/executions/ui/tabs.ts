import type { Execution } from "../model.ts";

/** The tabs of an execution's page, in their order, with what they are called. */
export const TABS = {
  ...{ transcript: "Transcript", log: "Log", result: "Result", timeline: "Timeline", changes: "Changes" },
  ...{ attempts: "Attempts", prompt: "Prompt", inputs: "Inputs" },
} as const;
export type Tab = keyof typeof TABS;

export function readTab(search: Record<string, unknown>): { tab?: Tab } {
  const given = String(search.tab);
  return given in TABS ? { tab: given as Tab } : {};
}

/** Those that have something to show. The first is shown unasked. */
export function tabsOf(execution: Execution): Tab[] {
  const { backend, attempts, result, ended_at, project_id } = execution;
  const speaks = attempts.length === 0 ? backend !== "command" : attempts.some(({ backend }) => backend !== "command");
  const has: Partial<Record<Tab, boolean>> = {
    transcript: speaks,
    result: result !== null || ended_at !== null,
    changes: project_id !== null,
  };
  return (Object.keys(TABS) as Tab[]).filter((tab) => has[tab] ?? true);
}
