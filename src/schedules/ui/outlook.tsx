import { Alert, List, Stack, Table, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { sentenceOf } from "~/ui/api.ts";
import { Help } from "~/ui/parts/help.tsx";
import { Ago } from "~/ui/parts/time.tsx";
import type { Outlook } from "../model.ts";
import { outlookQuery } from "./api.ts";

/** What a rule that is being written comes to, as the server reckons it. */
export function OutlookOf({ source }: { source: Record<string, unknown> }) {
  const [asked] = useDebouncedValue(source, 250);
  const isSaid = asked.cron !== undefined || asked.every !== undefined;
  const { data, error } = useQuery({ ...outlookQuery(asked), enabled: isSaid, placeholderData: keepPreviousData });
  if (!isSaid) return null;
  if (error)
    return (
      <Text size="sm" c="dimmed">
        <Help text={sentenceOf(error)} />
      </Text>
    );
  if (!data) return null;
  return (
    <>
      <Text fw={500}>
        {data.words}, in {data.timezone}
      </Text>
      <Upcoming outlook={data} />
    </>
  );
}

/** The next fires, and where the clock's changes touch them. */
export function Upcoming({
  outlook: { upcoming, dst_warnings },
}: {
  outlook: Pick<Outlook, "upcoming" | "dst_warnings">;
}) {
  return (
    <Stack gap="xs" role="region" aria-label="Next fires">
      {dst_warnings.length > 0 && (
        <Alert color="orange" title="The clock is changed">
          <List size="sm">
            {dst_warnings.map((warning) => (
              <List.Item key={warning}>
                <Help text={warning} />
              </List.Item>
            ))}
          </List>
        </Alert>
      )}
      {upcoming.length === 0 ? (
        <Text size="sm" c="dimmed">
          It never comes due again.
        </Text>
      ) : (
        <Table verticalSpacing={2} maw={480}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Next</Table.Th>
              <Table.Th>There</Table.Th>
              <Table.Th>From now</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {upcoming.map(({ nominal_at, local_time, utc_offset }, i) => (
              <Table.Tr key={nominal_at}>
                <Table.Td>{i + 1}</Table.Td>
                <Table.Td className="tabular">
                  {local_time.replace("T", " ")} {utc_offset}
                </Table.Td>
                <Table.Td>
                  <Ago at={nominal_at} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Stack>
  );
}
