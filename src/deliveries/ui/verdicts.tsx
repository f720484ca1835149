import { Button, Group, Stack, Table, Text, Title } from "@mantine/core";
import { useQueries } from "@tanstack/react-query";
import { CircleCheck, CircleMinus } from "lucide-react";
import { useState } from "react";
import { executionQuery } from "~/executions/ui/api.ts";
import { ExecutionTable } from "~/executions/ui/table.tsx";
import { TriggerName } from "~/triggers/ui/trigger-name.tsx";
import { TextLink } from "~/ui/parts/link.tsx";
import { CardTable } from "~/ui/parts/table.tsx";
import type { Delivery, Verdict } from "../model.ts";
import { decisiveFirst, sentence } from "./words.ts";

/** What it meant to each trigger, and what it started. */
export function Verdicts({ delivery: { verdicts, execution_ids, duplicate_of } }: { delivery: Delivery }) {
  return (
    <>
      {verdicts.length > 0 && (
        <Stack component="section" gap="xs">
          <Title order={2} size="h5">
            What it meant to each trigger
          </Title>
          <Each verdicts={verdicts} />
        </Stack>
      )}
      {execution_ids.length > 0 && (
        <Stack component="section" gap="xs">
          <Title order={2} size="h5">
            {duplicate_of ? "What the first one started" : "What it started"}
          </Title>
          <Executions ids={execution_ids} />
        </Stack>
      )}
    </>
  );
}

const SHOWN = 4;

/** Those that it started first; the rest on request. */
function Each({ verdicts }: { verdicts: Verdict[] }) {
  const [all, setAll] = useState(false);
  const sorted = decisiveFirst(verdicts);
  const rest = sorted.length - SHOWN;
  return (
    <>
      <CardTable columns={["Trigger", "Verdict", "Why"]}>
        {sorted.slice(0, all ? undefined : SHOWN).map((verdict) => (
          <Row key={verdict.trigger_id} verdict={verdict} />
        ))}
      </CardTable>
      {rest > 0 && !all && (
        <Group>
          <Button variant="default" size="xs" onClick={() => setAll(true)}>
            {rest} more
          </Button>
        </Group>
      )}
    </>
  );
}

function Row({ verdict: { trigger_id, holds, execution_id, run_id, replay_of, why } }: { verdict: Verdict }) {
  const started = execution_id !== undefined || run_id !== undefined;
  const Icon = started ? CircleCheck : CircleMinus;
  return (
    <Table.Tr>
      <Table.Td data-name="Trigger">
        <TriggerName id={trigger_id} />
      </Table.Td>
      <Table.Td data-name="Verdict">
        <Group gap={6} wrap="nowrap" className="nowrap">
          <Icon size={14} aria-hidden color={started ? "var(--mantine-color-teal-6)" : "var(--mantine-color-dimmed)"} />
          {started ? "started" : holds ? "held, not started" : "not started"}
        </Group>
      </Table.Td>
      <Table.Td data-name="Why" className="break">
        <Text size="sm">
          {sentence(why)} {run_id && `It is ${run_id}. `}
          {replay_of && (
            <TextLink to="/deliveries/$id" params={{ id: replay_of }} size="sm" underline="always">
              To the earlier one
            </TextLink>
          )}
        </Text>
      </Table.Td>
    </Table.Tr>
  );
}

/** What retention has removed meanwhile is left out. */
function Executions({ ids }: { ids: string[] }) {
  const found = useQueries({ queries: ids.map(executionQuery) });
  const rows = found.flatMap(({ data }) => data ?? []);
  const isPending = found.some((query) => query.isPending);
  return <ExecutionTable rows={rows} empty={isPending ? "Loading …" : "Its executions are not kept any more."} />;
}
