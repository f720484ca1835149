import { Card, Group, SegmentedControl, SimpleGrid, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { DaysControl } from "~/ui/parts/days-control.tsx";
import { Loaded } from "~/ui/parts/loaded.tsx";
import type { UsageReport } from "../usage-model.ts";
import { sayCost, sayUnknown, tokens } from "./amounts.ts";
import { reportQuery } from "./api.ts";
import { Breakdown } from "./breakdown.tsx";
import { Daily } from "./daily.tsx";
import { readView, type View } from "./view.ts";

const MEASURES = [
  { value: "cost", label: "Cost" },
  { value: "tokens", label: "Tokens" },
];

/** What was used in the days that are looked at: in all, by day, and by what it was used for. */
export function Report() {
  const view = useSearch({ from: "/shell/usage" });
  const navigate = useNavigate({ from: "/usage" });
  const look = (at: { [Name in keyof View]?: unknown }) =>
    navigate({ search: readView({ ...view, ...at }), replace: true });
  const { days = 30, of = "cost" } = view;
  const query = useQuery(reportQuery("day", days));
  return (
    <Loaded query={query}>
      {(report) => (
        <Stack gap="lg">
          <Group gap="sm">
            <DaysControl days={days} onChange={(days) => look({ days })} />
            <SegmentedControl
              size="xs"
              aria-label="What is shown"
              value={of}
              onChange={(of) => look({ of })}
              data={MEASURES}
            />
          </Group>
          {report.totals.attempts === 0 ? (
            <Text c="dimmed">Nothing was used in these days. Run a trigger, and what it uses is shown here.</Text>
          ) : (
            <>
              <Totals totals={report.totals} />
              <Daily rows={report.rows} of={of} />
              <Breakdown by={view.by ?? "model"} days={days} of={of} onBy={(by) => look({ by })} />
            </>
          )}
        </Stack>
      )}
    </Loaded>
  );
}

function Totals({ totals }: { totals: UsageReport["totals"] }) {
  const unknown = sayUnknown(totals);
  return (
    <Stack gap="xs">
      <SimpleGrid cols={{ base: 2, sm: 4 }} spacing="sm" component="dl" m={0}>
        <Figure name="Cost" value={sayCost(totals)} />
        <Figure name="Tokens" value={tokens(totals.total_tokens)} />
        <Figure name="Executions" value={totals.runs.toLocaleString("en")} />
        <Figure name="Attempts" value={totals.attempts.toLocaleString("en")} />
      </SimpleGrid>
      {unknown && (
        <Text size="sm" c="dimmed">
          Not in the cost: {unknown}.
        </Text>
      )}
    </Stack>
  );
}

function Figure({ name, value }: { name: string; value: string }) {
  return (
    <Card withBorder padding="sm">
      <Text component="dt" size="sm" c="dimmed">
        {name}
      </Text>
      <Text component="dd" m={0} fz="xl" fw={600} className="tabular break" lh={1.3}>
        {value}
      </Text>
    </Card>
  );
}
