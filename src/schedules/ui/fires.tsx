import { Badge, Loader, type MantineColor, Stack, Table, Text } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { ProblemNote } from "~/ui/parts/failed.tsx";
import { Help } from "~/ui/parts/help.tsx";
import { TextLink } from "~/ui/parts/link.tsx";
import { Older } from "~/ui/parts/older.tsx";
import { Ago, duration } from "~/ui/parts/time.tsx";
import type { Fire } from "../model.ts";
import { firesQuery, scheduleQuery } from "./api.ts";
import { Counts } from "./counts.tsx";

const COLORS: Record<Fire["outcome"], MantineColor> = {
  ...{ fired: "teal", waiting: "yellow", missed: "orange", skipped: "gray", failed: "red" },
};
const COLUMNS = ["Came due", "Outcome", "Late", "Run", "Why"] as const;

/** What became of each time a schedule came due. */
export function Fires({ id }: { id: string }) {
  const { data: schedule } = useQuery(scheduleQuery(id));
  const query = useInfiniteQuery(firesQuery(id));
  const { data, error } = query;
  if (error && !data) return <ProblemNote error={error} />;
  if (!data) return <Loader aria-label="Loading" />;
  const fires = data.pages.flatMap((page) => page.fires);
  return (
    <Stack>
      {schedule && <Counts counts={schedule.counts} />}
      {fires.length === 0 ? (
        <Text c="dimmed">Its time has not come yet. The overview says when it will.</Text>
      ) : (
        <FireTable fires={fires} />
      )}
      <Older query={query} />
    </Stack>
  );
}

function FireTable({ fires }: { fires: Fire[] }) {
  return (
    <Table highlightOnHover verticalSpacing="xs" className="cards">
      <Table.Thead>
        <Table.Tr>
          {COLUMNS.map((name) => (
            <Table.Th key={name}>{name}</Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {fires.map((fire) => (
          <Table.Tr key={fire.id}>
            <Table.Td data-name="Came due">
              <Ago at={fire.nominal_at} />
            </Table.Td>
            <Table.Td data-name="Outcome">
              <Badge variant="light" color={COLORS[fire.outcome]} tt="none" miw="max-content">
                {fire.outcome}
                {fire.catch_up && ", made up"}
              </Badge>
            </Table.Td>
            <Table.Td data-name="Late" data-empty={fire.late_ms === null || undefined}>
              {fire.late_ms !== null && duration(fire.late_ms)}
            </Table.Td>
            <Table.Td data-name="Run" data-empty={(fire.execution_id ?? fire.run_id) === null || undefined}>
              {fire.run_id && (
                <Text ff="monospace" size="xs">
                  {fire.run_id}
                </Text>
              )}
              {fire.execution_id && (
                <TextLink to="/executions/$id" params={{ id: fire.execution_id }} ff="monospace" size="xs">
                  {fire.execution_id}
                </TextLink>
              )}
            </Table.Td>
            <Table.Td data-name="Why" data-empty={fire.why === null || undefined}>
              <Text size="sm" className="break">
                {fire.why && <Help text={fire.why} />}
              </Text>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
