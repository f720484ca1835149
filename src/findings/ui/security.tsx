import { Group, NativeSelect, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { ok } from "~/ui/api.ts";
import { type Column, DataTable } from "~/ui/parts/data-table.tsx";
import { TextLink } from "~/ui/parts/link.tsx";
import { Loaded } from "~/ui/parts/loaded.tsx";
import { Pages } from "~/ui/parts/pages.tsx";
import { Section } from "~/ui/parts/section.tsx";
import { Sign } from "~/ui/parts/sign.tsx";
import { Ago } from "~/ui/parts/time.tsx";
import type { AuditedProject } from "../model.ts";
import { api, findingsQuery } from "./api.ts";
import { COLUMNS } from "./columns.tsx";
import type { FindingFilter } from "./filter.ts";
import { SEVERITIES } from "./severity.tsx";

/** What security audits have found, and who was let in. */
export function Security() {
  const filter = useSearch({ from: "/shell/settings/security" });
  return (
    <Stack gap="xl">
      <Section title="Findings of audits" aside={<FilterBar filter={filter} />}>
        <Pages of={findingsQuery(filter)}>
          {(pages) => (
            <DataTable
              label="Findings"
              rows={pages.flatMap(({ findings }) => findings)}
              keyOf={({ id }) => id}
              columns={COLUMNS}
              empty="None is like that. Findings come from runs that report them: the template “Security audit” makes a trigger for it."
            />
          )}
        </Pages>
      </Section>
      <Section title="Audited projects">
        <Projects />
      </Section>
      <Section title="Sign-ins">
        <Text size="sm">
          Who signed in, and with which key, stands in the{" "}
          <TextLink to="/settings/audit" search={{ action: "session." }} underline="always">
            audit log
          </TextLink>
          . Refused keys are in the server's log alone, as lines with <code>"security":"wrong_key"</code> and the
          address.
        </Text>
      </Section>
    </Stack>
  );
}

function FilterBar({ filter }: { filter: FindingFilter }) {
  const navigate = useNavigate({ from: "/settings/security" });
  const narrow = (by: FindingFilter) => navigate({ search: (now) => ({ ...now, ...by }), replace: true });
  return (
    <Group gap="xs">
      <NativeSelect
        size="xs"
        aria-label="Status"
        value={filter.status ?? "open"}
        onChange={({ currentTarget }) => narrow({ status: currentTarget.value as FindingFilter["status"] })}
        data={["open", "fixed", "ignored", "any"]}
      />
      <NativeSelect
        size="xs"
        aria-label="Severity"
        value={filter.severity ?? ""}
        onChange={({ currentTarget }) =>
          narrow({ severity: (currentTarget.value || undefined) as FindingFilter["severity"] })
        }
        data={[{ value: "", label: "any severity" }, ...SEVERITIES]}
      />
    </Group>
  );
}

function Projects() {
  const query = useQuery({
    queryKey: ["findings", "projects"],
    queryFn: () => ok(api.projects.$get({ query: { limit: "50" } })),
  });
  return (
    <Loaded query={query}>
      {({ projects }) => (
        <DataTable
          label="Audited projects"
          rows={projects}
          keyOf={({ project }) => project}
          columns={PROJECT_COLUMNS}
          empty="No project was audited yet."
        />
      )}
    </Loaded>
  );
}

const PROJECT_COLUMNS: Column<AuditedProject>[] = [
  {
    name: "Project",
    cell: ({ project }) => (
      <Text size="sm" className="break">
        {project}
      </Text>
    ),
  },
  {
    name: "Verdict",
    cell: ({ verdict }) => <Sign color={verdict === "pass" ? "teal" : "red"} word={verdict} />,
  },
  {
    name: "Open",
    cell: ({ open }) =>
      SEVERITIES.flatMap((severity) => (open[severity] ? `${open[severity]} ${severity}` : [])).join(", "),
  },
  {
    name: "Last audit",
    cell: ({ last_audit: { at, execution_id } }) => (
      <TextLink to="/executions/$id" params={{ id: execution_id }} size="sm">
        <Ago at={at} />
      </TextLink>
    ),
  },
];
