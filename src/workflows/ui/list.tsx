import { Group, Stack, Text, Title } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useRef } from "react";
import { useRowKeys } from "~/ui/keys/use-row-keys.ts";
import { TextLink } from "~/ui/parts/link.tsx";
import { Loaded } from "~/ui/parts/loaded.tsx";
import { Older } from "~/ui/parts/older.tsx";
import { listQuery } from "./api.ts";
import { NewWorkflow } from "./new-workflow.tsx";
import { WorkflowTable } from "./table.tsx";

/** Every graph of agents, commands and decisions, with what came of it last. */
export function Workflows() {
  const query = useInfiniteQuery(listQuery);
  const table = useRef<HTMLDivElement>(null);
  useRowKeys(table);
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
      <Loaded query={query}>
        {({ pages, pageParams }) =>
          pages[0]?.workflows.length === 0 ? (
            <Text maw={640}>
              A workflow is a graph of agents, commands and decisions that goes on where it was after a restart. There
              is none yet: make the first one.
            </Text>
          ) : (
            <div ref={table}>
              {pages.map(({ workflows }, i) => (
                <WorkflowTable key={String(pageParams[i])} workflows={workflows} cursor={String(pageParams[i] ?? "")} />
              ))}
            </div>
          )
        }
      </Loaded>
      <Older query={query} />
    </Stack>
  );
}
