import { Button, Group, Text } from "@mantine/core";
import { useQueries } from "@tanstack/react-query";
import { CircleCheck, CircleMinus } from "lucide-react";
import { useState } from "react";
import { executionQuery } from "~/executions/ui/api.ts";
import { ExecutionTable } from "~/executions/ui/table.tsx";
import { TriggerName } from "~/triggers/ui/trigger-name.tsx";
import { type Column, DataTable } from "~/ui/parts/data-table.tsx";
import { TextLink } from "~/ui/parts/link.tsx";
import { Section } from "~/ui/parts/section.tsx";
import { WorkLink } from "~/ui/parts/work-link.tsx";
import type { Delivery, Verdict } from "../model.ts";
import { decisiveFirst, sentence } from "./words.ts";

/** What it meant to each trigger, and what it started. */
export function Verdicts({ delivery: { verdicts, execution_ids, duplicate_of } }: { delivery: Delivery }) {
  return (
    <>
      {verdicts.length > 0 && (
        <Section title="What it meant to each trigger">
          <Each verdicts={verdicts} />
        </Section>
      )}
      {execution_ids.length > 0 && (
        <Section title={duplicate_of ? "What the first one started" : "What it started"}>
          <Executions ids={execution_ids} />
        </Section>
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
      <DataTable
        label="What it meant to each trigger"
        rows={sorted.slice(0, all ? undefined : SHOWN)}
        keyOf={({ trigger_id }) => trigger_id}
        columns={COLUMNS}
        empty=""
      />
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

const COLUMNS: Column<Verdict>[] = [
  { name: "Trigger", cell: ({ trigger_id }) => <TriggerName id={trigger_id} /> },
  { name: "Verdict", cell: (verdict) => <What verdict={verdict} /> },
  {
    name: "Why",
    cell: ({ why, replay_of, run_id }) => (
      <Text size="sm" className="break">
        {sentence(why)} {run_id && <WorkLink id={run_id} size="sm" />}{" "}
        {replay_of && (
          <TextLink to="/deliveries/$id" params={{ id: replay_of }} size="sm" underline="always">
            To the earlier one
          </TextLink>
        )}
      </Text>
    ),
  },
];

function What({ verdict: { execution_id, run_id, holds } }: { verdict: Verdict }) {
  const started = execution_id !== undefined || run_id !== undefined;
  const Icon = started ? CircleCheck : CircleMinus;
  return (
    <Group gap={6} wrap="nowrap" className="nowrap">
      <Icon size={14} aria-hidden color={started ? "var(--mantine-color-teal-6)" : "var(--mantine-color-dimmed)"} />
      {started ? "started" : holds ? "held, not started" : "not started"}
    </Group>
  );
}

/** What retention has removed meanwhile is left out. */
function Executions({ ids }: { ids: string[] }) {
  const found = useQueries({ queries: ids.map(executionQuery) });
  const rows = found.flatMap(({ data }) => data ?? []);
  const isPending = found.some((query) => query.isPending);
  return <ExecutionTable rows={rows} empty={isPending ? "Loading …" : "Its executions are not kept any more."} />;
}
