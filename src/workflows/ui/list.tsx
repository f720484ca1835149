import { Group, Stack, Text, Title } from "@mantine/core";
import { TextLink } from "~/ui/parts/link.tsx";
import { Pages } from "~/ui/parts/pages.tsx";
import { listQuery } from "./api.ts";
import { NewWorkflow } from "./new-workflow.tsx";
import { WorkflowTable } from "./table.tsx";

/** Every graph of agents, commands and decisions, with what came of it last. */
export function Workflows() {
  return (
    <Stack>
      <Group justify="space-between">
        <Title order={1} size="h3">
          Workflows
        </Title>
        <Group gap="md">
          <TextLink to="/runs" size="sm">
            All runs
          </TextLink>
          <NewWorkflow />
        </Group>
      </Group>
      <Pages of={listQuery}>
        {(pages) =>
          pages[0]?.workflows.length === 0 ? (
            <Text maw={640}>
              A workflow is a graph of agents, commands and decisions that goes on where it was after a restart. There
              is none yet: make the first one.
            </Text>
          ) : (
            pages.map(({ workflows }, at) => (
              <WorkflowTable key={workflows[0]?.id} workflows={workflows} cursor={pages[at - 1]?.next_cursor ?? ""} />
            ))
          )
        }
      </Pages>
    </Stack>
  );
}
