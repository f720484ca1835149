import { SimpleGrid, Stack, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Backends } from "~/backends/ui/backends.tsx";
import { ExecutionTable } from "~/executions/ui/table.tsx";
import { Loaded } from "~/ui/parts/loaded.tsx";
import { Section } from "~/ui/parts/section.tsx";
import { RunsWaiting } from "~/workflows/ui/waiting.tsx";
import { homeQuery } from "./api.ts";
import { Checklist } from "./checklist.tsx";
import { Failures } from "./failures.tsx";
import { Limits } from "./limits.tsx";
import { NextFires } from "./next-fires.tsx";
import { Running } from "./running.tsx";
import { Spent } from "./spent.tsx";
import { Warnings } from "./warnings.tsx";

/** What goes on, who is waited for, what this day has brought, and what is next. */
export function Home() {
  const query = useQuery(homeQuery);
  return (
    <Stack gap="xl">
      <Title order={1} size="h3">
        Home
      </Title>
      <Loaded query={query}>
        {(home) => (
          <Stack gap="xl">
            <Warnings lastBackupAt={home.last_backup_at} />
            {home.has_run ? <Running home={home} /> : <Checklist home={home} />}
            <RunsWaiting />
            {home.waiting.length > 0 && (
              <Section title="Waiting for a person">
                <ExecutionTable rows={home.waiting} empty="" />
              </Section>
            )}
            {home.has_run && (
              <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="xl">
                <Failures today={home.today} />
                <Spent today={home.today} />
              </SimpleGrid>
            )}
            <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="xl">
              <NextFires />
              <Limits />
            </SimpleGrid>
            {home.has_run && <Checklist home={home} />}
          </Stack>
        )}
      </Loaded>
      <Backends />
    </Stack>
  );
}
