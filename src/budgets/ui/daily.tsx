import { Card, Skeleton, Stack, Text, Title } from "@mantine/core";
import { lazy, Suspense } from "react";
import { type Column, DataTable } from "~/ui/parts/data-table.tsx";
import type { UsageReport } from "../usage-model.ts";
import { sayCost, sayUnknown, tokens } from "./amounts.ts";
import { KINDS } from "./kinds.ts";

/** It brings its library with it. */
const Chart = lazy(async () => ({ default: (await import("./chart.tsx")).Chart }));

type Rows = UsageReport["rows"];

/** A bar for each day, with the numbers as a table for whoever would rather read them. */
export function Daily({ rows, of }: { rows: Rows; of: "cost" | "tokens" }) {
  const partly = rows.filter((row) => sayUnknown(row) !== undefined).length;
  return (
    <Card withBorder padding="sm" component="section">
      <Stack gap="xs">
        <Title order={2} size="h5">
          {of === "cost" ? "Cost by day" : "Tokens by day"}
        </Title>
        <Suspense fallback={<Skeleton h={220} />}>
          <Chart rows={rows} of={of} />
        </Suspense>
        {of === "cost" && partly > 0 && (
          <Text size="xs" c="dimmed">
            On {partly === 1 ? "one day" : `${partly} days`} a part of the cost is unknown: the bar is what is known.
          </Text>
        )}
        <details>
          <summary>The numbers as a table</summary>
          <DataTable
            label="Days"
            rows={rows.filter(({ attempts }) => attempts > 0).toReversed()}
            keyOf={({ group }) => group ?? ""}
            columns={COLUMNS}
            empty="Nothing ran in these days."
          />
        </details>
      </Stack>
    </Card>
  );
}

const COLUMNS: Column<Rows[number]>[] = [
  { name: "Day", cell: ({ group }) => group },
  { name: "Cost", cell: sayCost },
  ...KINDS.map(({ name, field }) => ({ name, cell: (row: Rows[number]) => tokens(row[field]) })),
  { name: "Executions", cell: ({ runs }) => runs.toLocaleString("en") },
];
