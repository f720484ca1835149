import { Button, CloseButton, Group, Stack, Text, Title } from "@mantine/core";
import { RotateCcw } from "lucide-react";
import type { Run } from "../api.ts";
import { gistOf, KindIcon } from "../graph/kinds.tsx";
import { isGoing } from "../parts/run-status.tsx";
import { Items } from "./items.tsx";
import { Left } from "./left.tsx";
import { Standing } from "./node-standing.tsx";
import { itemsOf, rowsOf } from "./standing.ts";
import { useRerun } from "./use-rerun.ts";

/** What became of one node, what it left, and the way to its log. */
export function RunNodePanel({ run, id, onClose }: { run: Run; id: string; onClose(): void }) {
  const node = run.graph.nodes.find((one) => one.id === id);
  const row = rowsOf(run).get(id);
  const rerun = useRerun(run);
  const items = itemsOf(run, id);
  return (
    <section className="run-panel" aria-label={`Node ${id}`}>
      <Stack gap="sm">
        <Group justify="space-between" wrap="nowrap" align="flex-start">
          <Group gap="sm" wrap="nowrap" miw={0}>
            {node && <KindIcon kind={node.kind} size={32} />}
            <div>
              <Title order={2} size="h5" className="break">
                {node?.name ?? id}
              </Title>
              <Text size="xs" c="dimmed" ff="monospace" className="break">
                {id}
              </Text>
            </div>
          </Group>
          <CloseButton aria-label="Close the node" onClick={onClose} />
        </Group>
        {!node && <Text size="sm">The run has no such node.</Text>}
        {node && !row && <Text size="sm">It has not come to this node yet.</Text>}
        {node && (
          <Text size="sm" c="dimmed" className="break" lineClamp={4}>
            {gistOf(node)}
          </Text>
        )}
        {row && <Standing row={row} />}
        {node && !isGoing(run.status) && (
          <Group>
            <Button
              size="xs"
              variant="default"
              leftSection={<RotateCcw size={13} aria-hidden />}
              loading={rerun.isPending}
              onClick={() => rerun.mutate(id)}
            >
              Run again from here
            </Button>
          </Group>
        )}
        {items.length > 0 && <Items items={items} />}
        {row && <Left row={row} />}
      </Stack>
    </section>
  );
}
