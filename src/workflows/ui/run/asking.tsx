import { Alert, Group, Stack, Text } from "@mantine/core";
import { Hand } from "lucide-react";
import { Ago } from "~/ui/parts/time.tsx";
import type { Run, RunNode } from "../api.ts";
import { Decide } from "../parts/decide.tsx";

/** What a run asks a person, before anything else is told of it. */
export function Asking({ run, row }: { run: Run; row: RunNode }) {
  const node = run.graph.nodes.find(({ id }) => id === row.node_id);
  return (
    <section aria-label={`Decide ${row.node_id}`}>
      <Alert color="yellow" icon={<Hand size={18} aria-hidden />} title="Waiting for a person" role="group">
        <Stack gap="sm">
          <Text className="break" style={{ whiteSpace: "pre-wrap" }}>
            {row.text}
          </Text>
          <Group gap="md">
            <Text size="sm" c="dimmed" className="break">
              {node?.name ?? row.node_id}, asked <Ago at={row.started_at ?? row.created_at} />
              {row.due_at && (
                <>
                  {"; too late "}
                  <Ago at={row.due_at} />
                </>
              )}
            </Text>
          </Group>
          <Decide run_id={run.id} node_id={row.node_id} />
        </Stack>
      </Alert>
    </section>
  );
}
