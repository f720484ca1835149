import { Anchor, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { bytes } from "~/ui/parts/bytes.ts";
import { type Column, DataTable } from "~/ui/parts/data-table.tsx";
import { ProblemNote } from "~/ui/parts/failed.tsx";
import { Section } from "~/ui/parts/section.tsx";
import { type Artifact, artifactsQuery } from "./api.ts";

/** What it left on purpose, to be saved. */
export function Artifacts({ id }: { id: string }) {
  const { data, error } = useQuery(artifactsQuery(id));
  if (error) return <ProblemNote error={error} />;
  if (!data || data.artifacts.length === 0) return null;
  return (
    <Section title="Artifacts">
      <DataTable
        label="Artifacts"
        rows={data.artifacts}
        keyOf={({ number }) => String(number)}
        columns={columnsOf(id)}
        empty=""
      />
      {data.next_cursor !== null && (
        <Text size="sm" c="dimmed">
          There are more: the REST API lists all of them.
        </Text>
      )}
    </Section>
  );
}

const columnsOf = (id: string): Column<Artifact>[] => [
  {
    name: "File",
    cell: ({ number, name }) => (
      <Anchor href={`/admin/executions/${id}/artifacts/${number}`} inherit className="break">
        {name}
      </Anchor>
    ),
  },
  { name: "Kind", cell: ({ media_type }) => media_type },
  { name: "Size", cell: ({ size }) => <span className="nowrap tabular">{bytes(size)}</span> },
];
