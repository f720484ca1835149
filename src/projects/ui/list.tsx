import { Button, Group, Loader, Stack, Table, Text, Title } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { listQuery } from "~/executions/ui/api.ts";
import { ProblemNote } from "~/ui/parts/failed.tsx";
import { TextLink } from "~/ui/parts/link.tsx";
import { Older } from "~/ui/parts/older.tsx";
import { size } from "~/ui/parts/size.ts";
import { CardTable } from "~/ui/parts/table.tsx";
import { Ago } from "~/ui/parts/time.tsx";
import type { Project } from "../model.ts";
import { projectsQuery } from "./api.ts";
import { CloneProgress, ProjectState } from "./state.tsx";

export function Projects() {
  const query = useInfiniteQuery(projectsQuery);
  const running = useRunning();
  const rows = query.data?.pages.flatMap(({ projects }) => projects);
  return (
    <Stack>
      <Group justify="space-between">
        <Title order={1} size="h3">
          Projects
        </Title>
        <Button component={Link} to="/projects/new" size="xs" leftSection={<Plus size={14} aria-hidden />}>
          New project
        </Button>
      </Group>
      {query.error && <ProblemNote error={query.error} />}
      {query.isPending && <Loader aria-label="Loading" />}
      {rows?.length === 0 && (
        <Text c="dimmed">There is none yet. A project is where executions work: a git repository, or a directory.</Text>
      )}
      {rows !== undefined && rows.length > 0 && (
        <CardTable columns={["Project", "State", "Fetched", "Clone", "Runs"]}>
          {rows.map((row) => (
            <Row key={row.id} row={row} running={running.get(row.id) ?? 0} />
          ))}
        </CardTable>
      )}
      <Older query={query} />
    </Stack>
  );
}

/** How many executions of each project run now: never more than the server's slots. */
function useRunning(): Map<string | null, number> {
  const { data } = useInfiniteQuery(listQuery({ status: "running" }, 200));
  const running = new Map<string | null, number>();
  for (const { project_id } of data?.pages[0]?.executions ?? [])
    running.set(project_id, (running.get(project_id) ?? 0) + 1);
  return running;
}

function Row({ row, running }: { row: Project; running: number }) {
  return (
    <Table.Tr>
      <Table.Td data-name="Project">
        <div>
          <TextLink to="/projects/$id" params={{ id: row.id }} className="break">
            {row.name}
          </TextLink>
          <Text size="xs" c="dimmed" className="break">
            {row.url ?? row.path}
          </Text>
        </div>
      </Table.Td>
      <Table.Td data-name="State">
        <div>
          <ProjectState project={row} />
          <CloneProgress project={row} />
          {row.detail && (
            <Text size="xs" className="break" lineClamp={2} mt={2}>
              {row.detail}
            </Text>
          )}
        </div>
      </Table.Td>
      <Table.Td data-name="Fetched" data-empty={row.fetched_at === null || undefined}>
        {row.fetched_at && <Ago at={row.fetched_at} />}
      </Table.Td>
      <Table.Td data-name="Clone" className="nowrap tabular" data-empty={!row.clone_bytes || undefined}>
        {row.clone_bytes ? size(row.clone_bytes) : null}
      </Table.Td>
      <Table.Td data-name="Runs">
        <TextLink to="/executions" search={{ project_id: row.id }} size="sm" className="nowrap">
          {running > 0 ? `${running} running` : "All runs"}
        </TextLink>
      </Table.Td>
    </Table.Tr>
  );
}
