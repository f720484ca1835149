import { Button, Group, NativeSelect, Stack, Table, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useRef } from "react";
import { useRowKeys } from "~/ui/keys/use-row-keys.ts";
import { TextLink } from "~/ui/parts/link.tsx";
import { Pages } from "~/ui/parts/pages.tsx";
import { Ago, Took } from "~/ui/parts/time.tsx";
import { type RunFilter, type RunSummary, runsQuery, type Workflow, workflowNames } from "./api.ts";
import { CardTable } from "./parts/card-table.tsx";
import { RUN_STATUSES, RunStatusBadge, runStatusWord } from "./parts/run-status.tsx";
import { WorkflowName } from "./parts/workflow-name.tsx";

const STATUS_WORDS = RUN_STATUSES.map((value) => ({ value, label: runStatusWord(value) }));

/** Every run of every workflow, narrowed by what the address says. */
export function Runs() {
  const filter = useSearch({ from: "/shell/runs" });
  const navigate = useNavigate({ from: "/runs" });
  const { data: names = [] } = useQuery(workflowNames);
  const narrow = (by: RunFilter) => navigate({ search: (now) => ({ ...now, ...by }), replace: true });
  return (
    <Stack>
      <Group justify="space-between">
        <Title order={1} size="h3">
          Runs
        </Title>
        <TextLink to="/workflows" size="sm">
          Workflows
        </TextLink>
      </Group>
      <Group gap="xs" className="no-print">
        <NativeSelect
          size="xs"
          maw={240}
          aria-label="Workflow"
          value={filter.workflow ?? ""}
          onChange={(event) => narrow({ workflow: event.currentTarget.value || undefined })}
          data={[{ value: "", label: "Any workflow" }, ...names.map(({ id, name }) => ({ value: id, label: name }))]}
        />
        <StatusFilter status={filter.status} onChange={(status) => narrow({ status })} />
        {Object.values(filter).some(Boolean) && (
          <Button size="xs" variant="subtle" onClick={() => navigate({ search: {} })}>
            All
          </Button>
        )}
      </Group>
      <RunTable filter={filter} named />
    </Stack>
  );
}

/** Those of one workflow. */
export function RunsOf({ workflow: { id } }: { workflow: Workflow }) {
  const { status } = useSearch({ from: "/shell/workflows/$id" });
  const navigate = useNavigate({ from: "/workflows/$id" });
  return (
    <Stack>
      <Group gap="xs" className="no-print">
        <StatusFilter
          status={status}
          onChange={(next) => navigate({ search: (now) => ({ ...now, status: next }), replace: true })}
        />
      </Group>
      <RunTable filter={{ workflow: id, status }} />
    </Stack>
  );
}

function StatusFilter({ status, onChange }: Pick<RunFilter, "status"> & { onChange(by: RunFilter["status"]): void }) {
  return (
    <NativeSelect
      size="xs"
      maw={200}
      aria-label="Status"
      value={status ?? ""}
      onChange={(event) => onChange((event.currentTarget.value || undefined) as RunFilter["status"])}
      data={[{ value: "", label: "Any status" }, ...STATUS_WORDS]}
    />
  );
}

function RunTable({ filter, named = false }: { filter: RunFilter; named?: boolean }) {
  const table = useRef<HTMLDivElement>(null);
  useRowKeys(table);
  return (
    <div ref={table}>
      <Pages of={runsQuery(filter)}>
        {(pages) => {
          const rows = pages.flatMap(({ runs }) => runs);
          if (rows.length === 0)
            return <Text c="dimmed">{filter.status ? "None is like that." : "It has not run yet."}</Text>;
          return (
            <CardTable columns={["Status", "Run", "Why", "Version", "Made", "Took"]}>
              {rows.map((run) => (
                <Row key={run.id} run={run} named={named} />
              ))}
            </CardTable>
          );
        }}
      </Pages>
    </div>
  );
}

function Row({ run, named }: { run: RunSummary; named: boolean }) {
  const { id, status, detail, workflow_id, version, created_at, started_at, ended_at } = run;
  const ms = started_at && ended_at ? Date.parse(ended_at) - Date.parse(started_at) : null;
  return (
    <Table.Tr tabIndex={-1}>
      <Table.Td data-name="Status">
        <RunStatusBadge status={status} />
      </Table.Td>
      <Table.Td data-name="Run">
        <div>
          {named && <WorkflowName id={workflow_id} />}
          <TextLink data-opens to="/runs/$id" params={{ id }} ff="monospace" size="xs" display="block">
            {id}
          </TextLink>
        </div>
      </Table.Td>
      <Table.Td data-name="Why" data-empty={!detail || undefined}>
        <Text size="sm" className="break" lineClamp={2}>
          {detail}
        </Text>
      </Table.Td>
      <Table.Td data-name="Version" className="tabular">
        {version}
      </Table.Td>
      <Table.Td data-name="Made">
        <Ago at={created_at} />
      </Table.Td>
      <Table.Td data-name="Took">
        <Took from={started_at} ms={ended_at ? (ms ?? 0) : ms} />
      </Table.Td>
    </Table.Tr>
  );
}
