import { Loader, Stack, Title } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Backends } from "~/backends/ui/backends.tsx";
import { listQuery } from "~/executions/ui/api.ts";
import type { Filter } from "~/executions/ui/filter.ts";
import { ExecutionTable } from "~/executions/ui/table.tsx";
import { ProblemNote } from "~/ui/parts/failed.tsx";

/** What runs, who is waited for, what ran last, and which CLIs are there to run. */
export function Home() {
  return (
    <Stack gap="xl">
      <Title order={1} size="h3">
        Home
      </Title>
      <Section title="Running now">
        <Some filter={{ status: "running" }} limit={20} empty="Nothing runs at the moment." />
      </Section>
      <Section title="Waiting for a person">
        <Some filter={{ status: "waiting" }} limit={20} empty="Nobody is waited for." />
      </Section>
      <Section title="Latest">
        <Some filter={{}} limit={5} empty="Nothing has run yet. A trigger starts the first one." />
      </Section>
      <Section title="CLIs on this machine">
        <Backends />
      </Section>
    </Stack>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Stack component="section" gap="xs">
      <Title order={2} size="h5">
        {title}
      </Title>
      {children}
    </Stack>
  );
}

function Some({ filter, limit, empty }: { filter: Filter; limit: number; empty: string }) {
  const { data, error } = useInfiniteQuery(listQuery(filter, limit));
  if (error && !data) return <ProblemNote error={error} />;
  if (!data) return <Loader size="sm" aria-label="Loading" />;
  return <ExecutionTable rows={data.pages[0]?.executions ?? []} empty={empty} />;
}
