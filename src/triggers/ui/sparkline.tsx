import { Box, Group, Text } from "@mantine/core";
import type { Status } from "~/executions/index.ts";
import { statusColor, statusWord } from "~/ui/parts/status.tsx";

/** What went wrong stands out by its height too, for whoever does not see its colour. */
const HEIGHTS: Record<Status, number> = {
  ...{ queued: 4, starting: 6, running: 8, waiting: 8 },
  ...{ succeeded: 12, cancelled: 8, interrupted: 20, failed: 20, timed_out: 20 },
};

/** What the newest runs came to, the newest at the right. */
export function Sparkline({ statuses }: { statuses: Status[] }) {
  if (statuses.length === 0)
    return (
      <Text size="sm" c="dimmed" className="nowrap">
        no run yet
      </Text>
    );
  return (
    <Group gap={2} h={20} align="flex-end" wrap="nowrap" role="img" aria-label={inWords(statuses)}>
      {statuses.toReversed().map((status, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a bar is known by its place alone
        <Box key={i} w={5} h={HEIGHTS[status]} bg={`${statusColor(status)}.6`} style={{ borderRadius: 1 }} />
      ))}
    </Group>
  );
}

function inWords(statuses: Status[]): string {
  const counts = Map.groupBy(statuses, (status) => status).entries();
  const sum = [...counts].map(([status, of]) => `${of.length} ${statusWord(status)}`).join(", ");
  return `The last ${statuses.length === 1 ? "run" : `${statuses.length} runs`}: ${sum}`;
}
