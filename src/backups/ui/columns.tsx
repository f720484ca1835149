import { Code, Group, Progress, Stack, Text } from "@mantine/core";
import { bytes } from "~/ui/parts/bytes.ts";
import type { Column } from "~/ui/parts/data-table.tsx";
import { Ago } from "~/ui/parts/time.tsx";
import type { Backup } from "../model.ts";
import { DeleteBackup, VerifyBackup } from "./actions.tsx";

const CAUSES = { person: "by hand", schedule: "by schedule" } as const;

export const COLUMNS: Column<Backup>[] = [
  {
    name: "Made",
    cell: ({ created_at, cause }) => (
      <Stack gap={0}>
        <Ago at={created_at} />
        <Text size="xs" c="dimmed">
          {CAUSES[cause]}
        </Text>
      </Stack>
    ),
  },
  { name: "State", cell: (backup) => <State backup={backup} /> },
  { name: "Size", cell: ({ size_bytes }) => <span className="nowrap tabular">{bytes(size_bytes)}</span> },
  {
    name: "Holds",
    cell: ({ status, counts, version }) =>
      status === "done" && (
        <Stack gap={0}>
          <Text size="sm">{(counts.executions ?? 0).toLocaleString("en")} executions</Text>
          <Text size="xs" c="dimmed">
            by version {version}
          </Text>
        </Stack>
      ),
  },
  { name: "Lies at", cell: ({ path }) => <Code className="break">{path}</Code> },
  {
    name: "Actions",
    quiet: true,
    cell: (backup) =>
      backup.status !== "running" && (
        <Group gap={4} justify="flex-end" wrap="nowrap">
          {backup.status === "done" && <VerifyBackup backup={backup} />}
          <DeleteBackup backup={backup} />
        </Group>
      ),
  },
];

function State({ backup: { status, failure, size_bytes, expected_bytes } }: { backup: Backup }) {
  if (status === "done") return <Text size="sm">done</Text>;
  if (status === "failed")
    return (
      <Text size="sm" c="red" className="break">
        failed: {failure}
      </Text>
    );
  const percent = Math.min(99, Math.round((100 * size_bytes) / Math.max(1, expected_bytes ?? 1)));
  return (
    <Stack gap={4} miw={120}>
      <Text size="sm">being made, {percent} %</Text>
      <Progress value={percent} aria-label="How much of the backup is written" />
    </Stack>
  );
}
