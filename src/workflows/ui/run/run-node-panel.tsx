import { Button, CloseButton, Group, Stack, Text, Title } from "@mantine/core";
import { RotateCcw } from "lucide-react";
import type { ReactNode } from "react";
import { Fact, Facts } from "~/ui/parts/fact.tsx";
import { JsonView } from "~/ui/parts/json-view.tsx";
import { TextLink } from "~/ui/parts/link.tsx";
import { TextBlock } from "~/ui/parts/text-block.tsx";
import { Took } from "~/ui/parts/time.tsx";
import type { Run, RunNode } from "../api.ts";
import { gistOf, KindIcon } from "../graph/kinds.tsx";
import { isGoing, RunStatusBadge } from "../parts/run-status.tsx";
import { Items } from "./items.tsx";
import { itemsOf, rowsOf, tookOf } from "./standing.ts";
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

/** How it stands, in words, and what it runs or ran. */
export function Standing({ row }: { row: RunNode }) {
  const { status, detail, reason, attempt, port, started_at, ended_at, cost_usd, execution_id, child_run_id } = row;
  return (
    <Stack gap={6}>
      <Group gap="xs">
        <RunStatusBadge status={status} />
        {execution_id && (
          <TextLink to="/executions/$id" params={{ id: execution_id }} size="sm">
            Open its execution
          </TextLink>
        )}
        {child_run_id && (
          <TextLink to="/runs/$id" params={{ id: child_run_id }} size="sm">
            Open its run
          </TextLink>
        )}
      </Group>
      {detail && (
        <Text size="sm" className="break">
          {detail}
          {reason && (
            <Text span c="dimmed" size="xs">
              {` (${reason})`}
            </Text>
          )}
        </Text>
      )}
      <Facts>
        {started_at && status !== "skipped" && (
          <Fact name="Took">
            <Took from={started_at} ms={ended_at === null ? null : tookOf(row, 0)} />
          </Fact>
        )}
        {attempt > 1 && <Fact name="Attempts">{attempt}</Fact>}
        {port && <Fact name="Went">{port}</Fact>}
        {cost_usd !== null && cost_usd > 0 && <Fact name="Cost">${cost_usd.toFixed(4)}</Fact>}
      </Facts>
    </Stack>
  );
}

/** What those that follow may ask for. */
export function Left({ row: { text, data, given } }: { row: RunNode }) {
  const isSame = text !== null && JSON.stringify(data) === JSON.stringify(readOf(text));
  return (
    <>
      {given !== null && given !== undefined && (
        <Part title="Item">
          <JsonView value={given} label="The item" />
        </Part>
      )}
      {text !== null && text !== "" && !(isSame && typeof data === "object") && (
        <Part title="Text">
          <TextBlock label="Text">{text}</TextBlock>
        </Part>
      )}
      {data !== null && data !== undefined && !(isSame && typeof data !== "object") && (
        <Part title="Data">
          <JsonView value={data} label="Data" />
        </Part>
      )}
    </>
  );
}

function readOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Stack gap={4}>
      <Title order={3} size="h6">
        {title}
      </Title>
      {children}
    </Stack>
  );
}
