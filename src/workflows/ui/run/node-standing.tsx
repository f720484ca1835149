import { Group, Stack, Text } from "@mantine/core";
import { Fact, Facts } from "~/ui/parts/fact.tsx";
import { TextLink } from "~/ui/parts/link.tsx";
import { Took } from "~/ui/parts/time.tsx";
import type { RunNode } from "../api.ts";
import { RunStatusBadge } from "../parts/run-status.tsx";
import { tookOf } from "./standing.ts";

/** How it stands, in words, and what it runs or ran. */
export function Standing({ row }: { row: RunNode }) {
  const { status, detail, reason, attempt, port, started_at, ended_at, cost_usd, execution_id, child_run_id } = row;
  return (
    <Stack gap={6}>
      <Group gap="xs">
        <RunStatusBadge status={status} />
        {execution_id && (
          <TextLink to="/executions/$id" params={{ id: execution_id }} size="sm">
            Open its execution
          </TextLink>
        )}
        {child_run_id && (
          <TextLink to="/runs/$id" params={{ id: child_run_id }} size="sm">
            Open its run
          </TextLink>
        )}
      </Group>
      {detail && (
        <Text size="sm" className="break">
          {detail}
          {reason && (
            <Text span c="dimmed" size="xs">
              {` (${reason})`}
            </Text>
          )}
        </Text>
      )}
      <Facts>
        {started_at && status !== "skipped" && (
          <Fact name="Took">
            <Took from={started_at} ms={ended_at === null ? null : tookOf(row, 0)} />
          </Fact>
        )}
        {attempt > 1 && <Fact name="Attempts">{attempt}</Fact>}
        {port && <Fact name="Went">{port}</Fact>}
        {cost_usd !== null && cost_usd > 0 && <Fact name="Cost">${cost_usd.toFixed(4)}</Fact>}
      </Facts>
    </Stack>
  );
}
