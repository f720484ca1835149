import { Badge, Card, Group, Stack, Text } from "@mantine/core";
import { useSearch } from "@tanstack/react-router";
import { TextLink } from "~/ui/parts/link.tsx";
import { Pages } from "~/ui/parts/pages.tsx";
import { Ago } from "~/ui/parts/time.tsx";
import { type VersionSummary, versionsQuery, type Workflow } from "../api.ts";
import { VersionView } from "./version.tsx";

/** What was published, each with what differs in it, and the way back. */
export function Versions({ workflow }: { workflow: Workflow }) {
  const { version: opened = workflow.version } = useSearch({ from: "/shell/workflows/$id" });
  return (
    <Pages of={versionsQuery(workflow.id)}>
      {(pages) => {
        const versions = pages.flatMap((page) => page.versions);
        if (versions.length === 0) return <Text c="dimmed">Nothing is published yet.</Text>;
        return versions.map((one) => (
          <One key={one.version} workflow={workflow} version={one} open={one.version === opened} />
        ));
      }}
    </Pages>
  );
}

function One({ workflow, version, open }: { workflow: Workflow; version: VersionSummary; open: boolean }) {
  const { version: number, note, created_at } = version;
  return (
    <Card withBorder component="section" aria-label={`Version ${number}`}>
      <Stack gap="xs">
        <Group gap="xs">
          <TextLink
            to="/workflows/$id"
            params={{ id: workflow.id }}
            search={{ tab: "versions", version: number }}
            fw={500}
            resetScroll={false}
          >
            Version {number}
          </TextLink>
          {number === workflow.version && (
            <Badge variant="light" tt="none">
              in use
            </Badge>
          )}
          <Text size="sm" c="dimmed">
            <Ago at={created_at} />
          </Text>
        </Group>
        {note && (
          <Text size="sm" className="break">
            {note}
          </Text>
        )}
        {open && <VersionView workflow={workflow} number={number} />}
      </Stack>
    </Card>
  );
}
