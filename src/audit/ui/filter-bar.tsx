import { Button, Group, NativeSelect } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { DayFilter } from "~/ui/parts/day-filter.tsx";
import { TextFilter } from "~/ui/parts/text-filter.tsx";
import type { Thing } from "../things.ts";
import type { AuditFilter } from "./filter.ts";

/** A thing more is asked for here by the compiler. */
const WORDS: Record<Thing, string> = {
  ...{ account: "Accounts", backup: "Backups", budget: "Budgets", chain: "Chains", channel: "Channels" },
  ...{ config: "Configuration", delivery: "Deliveries", execution: "Executions", finding: "Findings" },
  ...{ github_action: "Actions on GitHub", key: "Keys", log_level: "Log level", login_link: "Login links" },
  ...{ notification: "Notifications", notification_rule: "Notification rules", price: "Prices" },
  ...{ prices: "Price lists", product: "Products", project: "Projects", queue: "Queue", retention: "Retention" },
  ...{ schedule: "Schedules", secrets: "Secret key", session: "Sessions", snippet: "Snippets", trigger: "Triggers" },
  ...{ worktree: "Worktrees", workflow: "Workflows", run: "Runs of workflows" },
};
const THINGS = Object.entries(WORDS).map(([thing, label]) => ({ value: `${thing}.`, label }));

export function FilterBar({ filter }: { filter: AuditFilter }) {
  const navigate = useNavigate({ from: "/settings/audit" });
  const narrow = (by: AuditFilter) => navigate({ search: (now) => ({ ...now, ...by }), replace: true });
  return (
    <Group gap="xs">
      <NativeSelect
        size="xs"
        aria-label="What was done"
        value={filter.action ?? ""}
        onChange={({ currentTarget }) => narrow({ action: currentTarget.value || undefined })}
        data={[{ value: "", label: "Anything" }, ...THINGS]}
      />
      <TextFilter label="By whom" value={filter.actor} onChange={(actor) => narrow({ actor })} />
      <TextFilter label="To which id" value={filter.subject_id} onChange={(subject_id) => narrow({ subject_id })} />
      <DayFilter label="From" value={filter.since} onChange={(since) => narrow({ since })} />
      <DayFilter label="To" value={filter.until} onChange={(until) => narrow({ until })} />
      {Object.keys(filter).length > 0 && (
        <Button size="xs" variant="subtle" onClick={() => navigate({ search: {} })}>
          All
        </Button>
      )}
    </Group>
  );
}
