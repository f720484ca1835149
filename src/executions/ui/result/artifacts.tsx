import { Anchor, Table, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { ProblemNote } from "~/ui/parts/failed.tsx";
import { artifactsQuery } from "./api.ts";
import { Section } from "./section.tsx";

/** What it left on purpose, to be saved. */
export function Artifacts({ id }: { id: string }) {
  const { data, error } = useQuery(artifactsQuery(id));
  if (error) return <ProblemNote error={error} />;
  if (!data || data.artifacts.length === 0) return null;
  return (
    <Section name="Artifacts">
      <Table className="cards" verticalSpacing="xs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>File</Table.Th>
            <Table.Th>Kind</Table.Th>
            <Table.Th ta="right">Bytes</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {data.artifacts.map(({ number, name, media_type, size }) => (
            <Table.Tr key={number}>
              <Table.Td data-name="File" className="break">
                <Anchor href={`/admin/executions/${id}/artifacts/${number}`} inherit>
                  {name}
                </Anchor>
              </Table.Td>
              <Table.Td data-name="Kind">{media_type}</Table.Td>
              <Table.Td data-name="Bytes" ta="right" className="tabular">
                {size.toLocaleString("en")}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {data.next_cursor !== null && (
        <Text size="sm" c="dimmed">
          There are more: the REST API lists all of them.
        </Text>
      )}
    </Section>
  );
}
