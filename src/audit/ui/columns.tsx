import { Code, Stack, Text } from "@mantine/core";
import type { Column } from "~/ui/parts/data-table.tsx";
import { Ago } from "~/ui/parts/time.tsx";
import { WorkLink } from "~/ui/parts/work-link.tsx";
import type { AuditEntry } from "../model.ts";

export const COLUMNS: Column<AuditEntry>[] = [
  { name: "When", cell: ({ at }) => <Ago at={at} /> },
  {
    name: "Who",
    cell: ({ actor, address }) => (
      <Stack gap={0}>
        <Text size="sm">{actor}</Text>
        {address && (
          <Text size="xs" c="dimmed">
            {address}
          </Text>
        )}
      </Stack>
    ),
  },
  { name: "What", cell: ({ action }) => <Code>{action}</Code> },
  { name: "To", cell: ({ subject_id }) => <Subject id={subject_id} /> },
  { name: "Changed", cell: changed },
];

function Subject({ id }: { id: string }) {
  if (/^(exec|run)-/.test(id)) return <WorkLink id={id} className="break" />;
  return (
    <Text size="xs" ff="monospace" className="break">
      {id}
    </Text>
  );
}

/** Field by field as it was and as it is since, folded. */
function changed({ before, after }: AuditEntry) {
  const fields = [...new Set(Object.keys({ ...before, ...after }))];
  if (fields.length === 0) return null;
  return (
    <details>
      <Text component="summary" size="sm" className="break">
        {fields.length === 1 ? fields[0] : `${fields.length} fields`}
      </Text>
      {fields.map((field) => (
        <Text key={field} size="xs" ff="monospace" className="break">
          {field}: {shown(before?.[field])} → {shown(after?.[field])}
        </Text>
      ))}
    </details>
  );
}

const shown = (value: unknown) => (value === undefined ? "–" : JSON.stringify(value));
