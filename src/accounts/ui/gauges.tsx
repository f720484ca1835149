import { Group, Progress, SimpleGrid, Stack, Text } from "@mantine/core";
import { Ago, useNow } from "~/ui/parts/time.tsx";
import type { Account, UsageWindow } from "../model.ts";
import { sayShare, shareOf, windowName } from "./windows.ts";

const COLORS = { open: "teal", warned: "orange", spent: "red" } as const;

/** How much of each allowance is used, as the CLI told last, and when it is whole again. */
export function Gauges({ account: { windows } }: { account: Account }) {
  const named = Object.entries(windows).sort(([a], [b]) => a.localeCompare(b));
  if (named.length === 0) return null;
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, lg: 3 }} spacing="md" verticalSpacing="xs">
      {named.map(([name, window]) => (
        <Gauge key={name} name={windowName(name)} window={window} />
      ))}
    </SimpleGrid>
  );
}

function Gauge({ name, window }: { name: string; window: UsageWindow }) {
  const { status, resets_at, seen_at } = window;
  const now = useNow();
  const over = resets_at !== null && Date.parse(resets_at) <= now;
  const share = over ? 0 : shareOf(window);
  return (
    <Stack gap={2}>
      <Group justify="space-between" gap="xs" wrap="nowrap">
        <Text size="sm" fw={500} className="break">
          {name}
        </Text>
        <Text size="sm" className="nowrap tabular">
          {over ? "reset" : sayShare(window)}
        </Text>
      </Group>
      <Progress.Root size="md">
        <Progress.Section value={share ?? 0} color={COLORS[status]} aria-label={`${name}, share that is used`} />
      </Progress.Root>
      <Text size="xs" c="dimmed">
        {resets_at === null ? "Its reset is not known" : over ? "It was reset " : "Resets "}
        {resets_at !== null && <Ago at={resets_at} />}
        {" · told "}
        <Ago at={seen_at} />
      </Text>
    </Stack>
  );
}
