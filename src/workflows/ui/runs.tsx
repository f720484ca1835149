import { Button, Group, NativeSelect, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type Column, DataTable } from "~/ui/parts/data-table.tsx";
import { TextLink } from "~/ui/parts/link.tsx";
import { Pages } from "~/ui/parts/pages.tsx";
import { Ago, Took } from "~/ui/parts/time.tsx";
import { type RunFilter, type RunSummary, runsQuery, type Workflow, workflowNames } from "./api.ts";
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
  return (
    <Pages of={runsQuery(filter)}>
      {(pages) => (
        <DataTable
          label="Runs"
          rows={pages.flatMap(({ runs }) => runs)}
          keyOf={({ id }) => id}
          columns={named ? NAMED_COLUMNS : COLUMNS}
          empty={filter.status ? "None is like that." : "It has not run yet."}
        />
      )}
    </Pages>
  );
}

const columnsWith = (named: boolean): Column<RunSummary>[] => [
  { name: "Status", cell: ({ status }) => <RunStatusBadge status={status} /> },
  {
    name: "Run",
    cell: ({ id, workflow_id }) => (
      <>
        {named && <WorkflowName id={workflow_id} />}
        <TextLink data-opens to="/runs/$id" params={{ id }} ff="monospace" size="xs" display="block">
          {id}
        </TextLink>
      </>
    ),
  },
  {
    name: "Why",
    cell: ({ detail }) =>
      detail && (
        <Text size="sm" className="break" lineClamp={2}>
          {detail}
        </Text>
      ),
  },
  { name: "Version", cell: ({ version }) => version },
  { name: "Made", cell: ({ created_at }) => <Ago at={created_at} /> },
  { name: "Took", cell: (run) => <Took from={run.started_at} ms={msOf(run)} /> },
];

const COLUMNS = columnsWith(false);
const NAMED_COLUMNS = columnsWith(true);

/** None while it goes on. */
function msOf({ started_at, ended_at }: RunSummary): number | null {
  if (ended_at === null) return null;
  return started_at === null ? 0 : Date.parse(ended_at) - Date.parse(started_at);
}
