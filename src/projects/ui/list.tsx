import { Button, Group, Stack, Text, Title } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { listQuery } from "~/executions/ui/api.ts";
import { bytes } from "~/ui/parts/bytes.ts";
import { type Column, DataTable } from "~/ui/parts/data-table.tsx";
import { TextLink } from "~/ui/parts/link.tsx";
import { Pages } from "~/ui/parts/pages.tsx";
import { Ago } from "~/ui/parts/time.tsx";
import type { Project } from "../model.ts";
import { projectsQuery } from "./api.ts";
import { CloneProgress, ProjectState } from "./state.tsx";

export function Projects() {
  const running = useRunning();
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
      <Pages of={projectsQuery}>
        {(pages) => (
          <DataTable
            label="Projects"
            rows={pages.flatMap(({ projects }) => projects)}
            keyOf={({ id }) => id}
            columns={columnsWith(running)}
            empty="There is none yet. A project is where executions work: a git repository, or a directory."
          />
        )}
      </Pages>
    </Stack>
  );
}

/** How many executions of each project run now: never more than the server's slots. */
function useRunning(): ReadonlyMap<string | null, number> {
  const { data } = useInfiniteQuery(listQuery({ status: "running" }, 200));
  const running = new Map<string | null, number>();
  for (const { project_id } of data?.pages[0]?.executions ?? [])
    running.set(project_id, (running.get(project_id) ?? 0) + 1);
  return running;
}

const columnsWith = (running: ReadonlyMap<string | null, number>): Column<Project>[] => [
  {
    name: "Project",
    cell: ({ id, name, url, path }) => (
      <>
        <TextLink to="/projects/$id" params={{ id }} className="break">
          {name}
        </TextLink>
        <Text size="xs" c="dimmed" className="break">
          {url ?? path}
        </Text>
      </>
    ),
  },
  {
    name: "State",
    cell: (project) => (
      <>
        <ProjectState project={project} />
        <CloneProgress project={project} />
        {project.detail && (
          <Text size="xs" className="break" lineClamp={2} mt={2}>
            {project.detail}
          </Text>
        )}
      </>
    ),
  },
  { name: "Fetched", cell: ({ fetched_at }) => fetched_at && <Ago at={fetched_at} /> },
  {
    name: "Clone",
    cell: ({ clone_bytes }) => (clone_bytes ? <span className="nowrap tabular">{bytes(clone_bytes)}</span> : null),
  },
  {
    name: "Runs",
    cell: ({ id }) => (
      <TextLink to="/executions" search={{ project_id: id }} size="sm" className="nowrap">
        {running.has(id) ? `${running.get(id)} running` : "All runs"}
      </TextLink>
    ),
  },
];
