import { Anchor, Group, Stack, Text } from "@mantine/core";
import type { Column } from "~/ui/parts/data-table.tsx";
import { TextLink } from "~/ui/parts/link.tsx";
import { Ago } from "~/ui/parts/time.tsx";
import type { FindingRow } from "../model.ts";
import { Settle } from "./settle.tsx";
import { SeveritySign } from "./severity.tsx";

export const COLUMNS: Column<FindingRow>[] = [
  { name: "Severity", cell: ({ severity }) => <SeveritySign severity={severity} /> },
  { name: "Finding", cell: (finding) => <What finding={finding} /> },
  {
    name: "Project",
    cell: ({ project }) => (
      <Text size="sm" className="break">
        {project}
      </Text>
    ),
  },
  {
    name: "Status",
    cell: ({ status, note }) => (
      <Stack gap={0}>
        <Text size="sm">{status}</Text>
        {note && (
          <Text size="xs" c="dimmed" className="break">
            {note}
          </Text>
        )}
      </Stack>
    ),
  },
  {
    name: "Seen",
    cell: ({ last_seen, execution_id }) => (
      <TextLink to="/executions/$id" params={{ id: execution_id }} size="sm">
        <Ago at={last_seen} />
      </TextLink>
    ),
  },
  { name: "Actions", quiet: true, cell: (finding) => <Settle finding={finding} /> },
];

function What({ finding: { title, package: name, version, path, line, fix, url } }: { finding: FindingRow }) {
  const where = [name && `${name} ${version ?? ""}`, path && (line === null ? path : `${path}:${line}`)];
  return (
    <Stack gap={0}>
      <Group gap={6}>
        <Text size="sm" className="break">
          {title}
        </Text>
        {url && /^https?:/.test(url) && (
          <Anchor href={url} size="xs" target="_blank" rel="noreferrer">
            More
          </Anchor>
        )}
      </Group>
      <Text size="xs" c="dimmed" className="break">
        {where.filter(Boolean).join(" · ")}
      </Text>
      {fix && (
        <Text size="xs" className="break">
          Fix: {fix}
        </Text>
      )}
    </Stack>
  );
}
