import { Alert, Group, Stack, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import type { ComponentProps } from "react";
import { ProjectFindings } from "~/findings/ui/project-findings.tsx";
import { RepositoryReviews } from "~/reviews/ui/repository-reviews.tsx";
import { bytes } from "~/ui/parts/bytes.ts";
import { Fact, Facts } from "~/ui/parts/fact.tsx";
import { Loaded } from "~/ui/parts/loaded.tsx";
import { Tabbed } from "~/ui/parts/tabbed.tsx";
import { Ago } from "~/ui/parts/time.tsx";
import type { Project } from "../model.ts";
import { ProjectActions } from "./actions.tsx";
import { projectQuery } from "./api.ts";
import { Runs } from "./runs.tsx";
import { Settings } from "./settings.tsx";
import { CloneProgress, ProjectState } from "./state.tsx";
import type { Tab } from "./tabs.ts";
import { Worktrees } from "./worktrees.tsx";

export function ProjectPage() {
  const { id } = useParams({ from: "/shell/projects/$id" });
  const query = useQuery(projectQuery(id));
  return (
    <Loaded query={query}>
      {(project) => (
        <Stack>
          <Header project={project} />
          <Sections key={project.id} project={project} />
        </Stack>
      )}
    </Loaded>
  );
}

function Header({ project }: { project: Project }) {
  const { name, url, path, repository, default_branch, fetched_at, clone_bytes, detail, status } = project;
  return (
    <Stack gap={8}>
      <Group justify="space-between" align="flex-start">
        <Group gap="sm">
          <Title order={1} size="h4" className="break">
            {name}
          </Title>
          <ProjectState project={project} />
        </Group>
        <ProjectActions project={project} />
      </Group>
      <CloneProgress project={project} />
      {detail && (
        <Alert color={status === "failed" ? "red" : "orange"} className="break">
          {detail}
        </Alert>
      )}
      <Facts>
        <Fact name={url === null ? "Directory" : "Address"}>{url ?? path}</Fact>
        {repository && <Fact name="Repository">{repository}</Fact>}
        {default_branch && <Fact name="Branch">{default_branch}</Fact>}
        {fetched_at && (
          <Fact name="Fetched">
            <Ago at={fetched_at} />
          </Fact>
        )}
        {clone_bytes ? <Fact name="Clone">{bytes(clone_bytes)}</Fact> : null}
      </Facts>
    </Stack>
  );
}

/** The tabs that a project like this has, in their order. */
function tabsOf(project: Project): ComponentProps<typeof Tabbed<Tab>>["tabs"] {
  const { id, kind, repository } = project;
  return [
    { name: "runs", title: "Runs", view: () => <Runs project_id={id} /> },
    ...(kind === "git"
      ? [{ name: "worktrees" as const, title: "Worktrees", view: () => <Worktrees project_id={id} /> }]
      : []),
    ...(repository
      ? [{ name: "reviews" as const, title: "Reviews", view: () => <RepositoryReviews repository={repository} /> }]
      : []),
    { name: "findings", title: "Findings", view: () => <ProjectFindings project={id} /> },
    { name: "settings", title: "Settings", view: () => <Settings project={project} /> },
  ];
}

function Sections({ project }: { project: Project }) {
  const { tab } = useSearch({ from: "/shell/projects/$id" });
  const navigate = useNavigate({ from: "/projects/$id" });
  return (
    <Tabbed
      tabs={tabsOf(project)}
      open={tab}
      onOpen={(tab) => navigate({ search: { tab }, replace: true, resetScroll: false })}
    />
  );
}
