import { Card, Group, Progress, SegmentedControl, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { accountsQuery } from "~/accounts/ui/api.ts";
import { TITLES } from "~/backends/ui/titles.ts";
import { triggerNames } from "~/triggers/ui/api.ts";
import { type Column, DataTable } from "~/ui/parts/data-table.tsx";
import { ProblemNote } from "~/ui/parts/failed.tsx";
import type { UsageReport } from "../usage-model.ts";
import { sayCost, sayUnknown, tokens } from "./amounts.ts";
import { reportQuery } from "./api.ts";

type By = "model" | "trigger" | "account";
type Row = UsageReport["rows"][number];

const BY = [
  { value: "model", label: "Model" },
  { value: "trigger", label: "Trigger" },
  { value: "account", label: "Account" },
];

interface Props {
  by: By;
  days: number;
  of: "cost" | "tokens";
  onBy(by: string): void;
}

/** A bar and the numbers for each model, trigger or account: what used most first. */
export function Breakdown({ by, days, of, onBy }: Props) {
  const { data, error } = useQuery(reportQuery(by, days));
  const amountOf = (row: Row) => (of === "cost" ? (row.cost_usd ?? 0) : row.total_tokens);
  const rows = (data?.rows ?? []).toSorted((a, b) => amountOf(b) - amountOf(a));
  const most = Math.max(0, ...rows.map(amountOf));
  return (
    <Card withBorder padding="sm" component="section">
      <Stack gap="sm">
        <Group justify="space-between">
          <Title order={2} size="h5">
            By {by}
          </Title>
          <SegmentedControl size="xs" aria-label="Split by" value={by} onChange={onBy} data={BY} />
        </Group>
        {error && !data && <ProblemNote error={error} />}
        {data && (
          <DataTable
            label={`By ${by}`}
            rows={rows}
            keyOf={({ group }) => group ?? ""}
            columns={[
              {
                name: BY.find(({ value }) => value === by)?.label ?? by,
                cell: ({ group }) => (
                  <span className="break">
                    <GroupName by={by} group={group} />
                  </span>
                ),
              },
              {
                name: of === "cost" ? "Cost" : "Tokens",
                wide: true,
                cell: (row) => <Share row={row} of={of} share={most > 0 ? amountOf(row) / most : 0} />,
              },
              of === "cost" ? TOKENS : COST,
              { name: "Executions", cell: ({ runs }) => runs.toLocaleString("en") },
            ]}
            empty="Nothing was used in these days."
          />
        )}
      </Stack>
    </Card>
  );
}

const COST: Column<Row> = { name: "Cost", cell: sayCost };
const TOKENS: Column<Row> = { name: "Tokens", cell: ({ total_tokens }) => tokens(total_tokens) };

/** The amount, and a bar for its part of the largest. */
function Share({ row, of, share }: { row: Row; of: "cost" | "tokens"; share: number }) {
  const unknown = sayUnknown(row);
  return (
    <>
      <Text size="sm">{(of === "cost" ? COST : TOKENS).cell(row)}</Text>
      <Progress value={share * 100} size="sm" aria-hidden />
      {of === "cost" && unknown && (
        <Text size="xs" c="dimmed">
          Not in it: {unknown}
        </Text>
      )}
    </>
  );
}

const NOBODY: Record<By, string> = {
  model: "No model told",
  trigger: "No trigger",
  account: "No account",
};

/** What a group is called; its id where it has no name any more. */
export function GroupName({ by, group }: { by: By; group: string | null }) {
  const { data: triggers } = useQuery({ ...triggerNames, enabled: by === "trigger" });
  const { data: accounts } = useQuery({ ...accountsQuery, enabled: by === "account" });
  if (group === null || group === "") return NOBODY[by];
  if (by === "trigger") return triggers?.[group] ?? group;
  const account = by === "account" ? accounts?.find(({ id }) => id === group) : undefined;
  return account ? `${TITLES[account.backend]}: ${account.name}` : group;
}
