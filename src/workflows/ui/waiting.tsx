import { Card, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { TextLink } from "~/ui/parts/link.tsx";
import { Section } from "~/ui/parts/section.tsx";
import { Ago } from "~/ui/parts/time.tsx";
import { type Waiting, waitingQuery } from "./api.ts";
import { Decide } from "./parts/decide.tsx";

/** What runs of workflows ask a person; nothing while they ask nothing. */
export function RunsWaiting() {
  const { data = [] } = useQuery(waitingQuery);
  if (data.length === 0) return null;
  return (
    <Section title="Workflows waiting for a person">
      {data.map((one) => (
        <One key={`${one.run_id} ${one.node_id}`} waiting={one} />
      ))}
    </Section>
  );
}

function One({ waiting: { run_id, workflow_id, workflow_name, node_id, question, since } }: { waiting: Waiting }) {
  return (
    <Card withBorder padding="sm">
      <Stack gap="xs">
        <Group gap="sm">
          <TextLink
            to="/runs/$id"
            params={{ id: run_id }}
            search={{ node: node_id }}
            size="sm"
            fw={500}
            className="break"
          >
            {workflow_name ?? workflow_id}
          </TextLink>
          <Text size="sm" c="dimmed" className="break">
            {node_id}
            {since && (
              <>
                , asked <Ago at={since} />
              </>
            )}
          </Text>
        </Group>
        <Text size="sm" className="break" lineClamp={4}>
          {question}
        </Text>
        <Decide run_id={run_id} node_id={node_id} />
      </Stack>
    </Card>
  );
}
