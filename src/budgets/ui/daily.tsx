import { Card, Skeleton, Stack, Table, Text, Title } from "@mantine/core";
import { lazy, Suspense } from "react";
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
          <DayTable rows={rows.filter(({ attempts }) => attempts > 0)} />
        </details>
      </Stack>
    </Card>
  );
}

function DayTable({ rows }: { rows: Rows }) {
  return (
    <Table verticalSpacing={4} mt="xs" className="cards">
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">Day</Table.Th>
          <Table.Th scope="col">Cost</Table.Th>
          {KINDS.map(({ name }) => (
            <Table.Th scope="col" key={name}>
              {name}
            </Table.Th>
          ))}
          <Table.Th scope="col">Executions</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody className="tabular">
        {rows.toReversed().map((row) => (
          <Table.Tr key={row.group}>
            <Table.Td data-name="Day">{row.group}</Table.Td>
            <Table.Td data-name="Cost">{sayCost(row)}</Table.Td>
            {KINDS.map(({ name, field }) => (
              <Table.Td data-name={name} key={name}>
                {tokens(row[field])}
              </Table.Td>
            ))}
            <Table.Td data-name="Runs">{row.runs}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
