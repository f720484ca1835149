import { Card, Group, Progress, SegmentedControl, Stack, Table, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { accountsQuery } from "~/accounts/ui/api.ts";
import { TITLES } from "~/backends/ui/titles.ts";
import { triggerNames } from "~/triggers/ui/api.ts";
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
        <Table verticalSpacing="xs" className="cards">
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{BY.find(({ value }) => value === by)?.label}</Table.Th>
              <Table.Th scope="col">{of === "cost" ? "Cost" : "Tokens"}</Table.Th>
              <Table.Th scope="col">{of === "cost" ? "Tokens" : "Cost"}</Table.Th>
              <Table.Th scope="col">Executions</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody className="tabular">
            {rows.map((row) => (
              <BreakdownRow key={row.group} row={row} by={by} of={of} share={most > 0 ? amountOf(row) / most : 0} />
            ))}
          </Table.Tbody>
        </Table>
      </Stack>
    </Card>
  );
}

function BreakdownRow({ row, by, of, share }: { row: Row; by: By; of: "cost" | "tokens"; share: number }) {
  const [cost, used] = [sayCost(row), tokens(row.total_tokens)];
  const unknown = sayUnknown(row);
  return (
    <Table.Tr>
      <Table.Td data-name={BY.find(({ value }) => value === by)?.label} className="break">
        <GroupName by={by} group={row.group} />
      </Table.Td>
      <Table.Td data-name={of === "cost" ? "Cost" : "Tokens"} w="40%">
        <div style={{ flex: 1 }}>
          <Text size="sm">{of === "cost" ? cost : used}</Text>
          <Progress value={share * 100} size="sm" aria-hidden />
          {of === "cost" && unknown && (
            <Text size="xs" c="dimmed">
              Not in it: {unknown}
            </Text>
          )}
        </div>
      </Table.Td>
      <Table.Td data-name={of === "cost" ? "Tokens" : "Cost"}>{of === "cost" ? used : cost}</Table.Td>
      <Table.Td data-name="Runs">{row.runs.toLocaleString("en")}</Table.Td>
    </Table.Tr>
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
