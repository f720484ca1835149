import { Group, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { TriggerName } from "~/triggers/ui/trigger-name.tsx";
import { Ago, Took } from "~/ui/parts/time.tsx";
import type { Execution } from "../model.ts";

/** What one wants to know of a run at a glance. */
export function Facts({ execution }: { execution: Execution }) {
  const { attempts } = execution;
  const tokens = attempts.reduce((sum, { usage }) => sum + (usage ? usage.input_tokens + usage.output_tokens : 0), 0);
  return (
    <Group component="dl" gap="sm" m={0}>
      {execution.trigger_id && (
        <Fact name="Trigger">
          <TriggerName id={execution.trigger_id} />
        </Fact>
      )}
      <Fact name="Made">
        <Ago at={execution.created_at} />
      </Fact>
      <Fact name="Took">
        <Took from={execution.started_at} ms={execution.duration_ms} />
      </Fact>
      <Fact name="By">
        {execution.backend}
        {execution.model ? ` · ${execution.model}` : ""} · {execution.permissions}
      </Fact>
      <Fact name="From">{execution.origin}</Fact>
      {execution.ref && <Fact name="At">{execution.ref}</Fact>}
      {attempts.length > 1 && <Fact name="Attempts">{attempts.length}</Fact>}
      {tokens > 0 && <Fact name="Tokens">{tokens.toLocaleString("en")}</Fact>}
      {execution.cost_usd !== null && <Fact name="Cost">${execution.cost_usd.toFixed(4)}</Fact>}
    </Group>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <Group gap={6} wrap="nowrap">
      <Text component="dt" size="sm" c="dimmed">
        {name}
      </Text>
      <Text component="dd" size="sm" m={0} className="break">
        {children}
      </Text>
    </Group>
  );
}
