import { Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { hc } from "hono/client";
import { ok } from "~/ui/api.ts";
import { FactList } from "~/ui/parts/fact-list.tsx";
import { Loaded } from "~/ui/parts/loaded.tsx";
import { Section } from "~/ui/parts/section.tsx";
import { Ago } from "~/ui/parts/time.tsx";
import type { Sweep } from "../model.ts";
import type { retentionRoutes } from "../routes.ts";

const api = hc<ReturnType<typeof retentionRoutes>>("/admin/retention");

/** How long things are kept, and what went. */
export function Retention() {
  const query = useQuery({ queryKey: ["retention"], queryFn: () => ok(api.index.$get()), refetchInterval: 60_000 });
  return (
    <Loaded query={query}>
      {({ retention_days, audit_retention_days, due, most_counted, last_sweep }) => (
        <Stack gap="xl">
          <Section title="How long things are kept">
            <FactList
              facts={[
                ["Executions, deliveries", `${retention_days} days, with output, fires, notifications and reviews`],
                ["Audit log", `${audit_retention_days} days`],
                ["For ever", "Pinned executions, usage, findings, and what people configure"],
              ]}
            />
            <Text size="sm" c="dimmed">
              RETENTION_DAYS and AUDIT_RETENTION_DAYS say so; a restart takes them in.
            </Text>
          </Section>
          <Section title="Due to go with the next sweep">
            <Counts counts={due} most={most_counted} empty="Nothing is older than that." />
          </Section>
          <Section title="The last sweep">
            {last_sweep ? (
              <Swept {...last_sweep} />
            ) : (
              <Text size="sm" c="dimmed">
                There was none yet. It comes every hour.
              </Text>
            )}
          </Section>
        </Stack>
      )}
    </Loaded>
  );
}

function Swept({ began_at, ended_at, removed }: Sweep) {
  return (
    <>
      <Text size="sm">
        Began <Ago at={began_at} />, {ended_at ? "and is done." : "and goes on."}
      </Text>
      <Counts counts={removed} empty="Nothing was old enough to go." />
    </>
  );
}

interface CountsProps {
  counts: Record<string, number>;
  empty: string;
  /** No more were counted. */
  most?: number;
}

function Counts({ counts, empty, most = Number.POSITIVE_INFINITY }: CountsProps) {
  const some = Object.entries(counts).filter(([, count]) => count > 0);
  if (some.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {empty}
      </Text>
    );
  const say = (count: number) => `${count.toLocaleString("en")}${count < most ? "" : " or more"}`;
  const facts = some.map(([name, count]) => [name.replaceAll("_", " "), say(count)] as const);
  return <FactList facts={facts} />;
}
