import { Text } from "@mantine/core";
import { TriggerTitle } from "~/triggers/ui/trigger-name.tsx";
import { type Column, DataTable } from "~/ui/parts/data-table.tsx";
import { TextLink } from "~/ui/parts/link.tsx";
import { Section } from "~/ui/parts/section.tsx";
import { StatusBadge } from "~/ui/parts/status.tsx";
import { Ago } from "~/ui/parts/time.tsx";
import type { Home } from "../home.ts";

type Failed = Home["today"]["failed"][number];

/** What did not go well today. */
export function Failures({ today: { failures, failed } }: { today: Home["today"] }) {
  const all = failures > failed.length && (
    <TextLink to="/executions" search={{ status: "failed" }} size="sm">
      All {failures.toLocaleString("en")}
    </TextLink>
  );
  return (
    <Section title="Failed today" aside={all}>
      <DataTable label="Failed today" rows={failed} keyOf={({ id }) => id} columns={COLUMNS} empty="Nothing, so far." />
    </Section>
  );
}

const COLUMNS: Column<Failed>[] = [
  { name: "Status", cell: ({ status }) => <StatusBadge status={status} /> },
  {
    name: "Run",
    cell: ({ id, trigger_id, detail, reason }) => (
      <>
        <TextLink to="/executions/$id" params={{ id }} size="sm" display="block" className="break">
          {trigger_id ? <TriggerTitle id={trigger_id} /> : id}
        </TextLink>
        <Text size="xs" c="dimmed" className="break" lineClamp={2}>
          {detail ?? reason}
        </Text>
      </>
    ),
  },
  { name: "Ended", cell: ({ ended_at }) => ended_at && <Ago at={ended_at} /> },
];
