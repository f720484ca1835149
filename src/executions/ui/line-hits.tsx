import { Button, Code, Group, Loader, Mark, Stack, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { TriggerName } from "~/triggers/ui/trigger-name.tsx";
import { ProblemNote } from "~/ui/parts/failed.tsx";
import { TextLink } from "~/ui/parts/link.tsx";
import { linesQuery } from "./api.ts";
import type { Filter } from "./filter.ts";

/** The lines with the words that are looked for, of the newest execution first. */
export function LineHits({ filter }: { filter: Filter }) {
  const { data, error, isPending, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    linesQuery(filter),
  );
  const hits = data?.pages.flatMap(({ hits }) => hits) ?? [];
  if (error) return <ProblemNote error={error} />;
  if (isPending) return <Loader aria-label="Loading" />;
  return (
    <Stack gap="sm">
      {hits.length === 0 && !hasNextPage && (
        <Text c="dimmed">No line has these words. Whole words count; time* finds what begins so.</Text>
      )}
      {hits.map(({ execution_id, trigger_id, seq, excerpt }) => (
        <Stack gap={2} key={`${execution_id} ${seq}`}>
          <Group gap="xs">
            {trigger_id && (
              <Text size="sm" fw={600}>
                <TriggerName id={trigger_id} />
              </Text>
            )}
            <TextLink to="/executions/$id" params={{ id: execution_id }} hash={`L${seq}`} ff="monospace" size="xs">
              {execution_id} line {seq.toLocaleString("en")}
            </TextLink>
          </Group>
          <Code block className="wrap">
            <Marked {...excerpt} />
          </Code>
        </Stack>
      ))}
      {hasNextPage && (
        <Group>
          <Button variant="default" loading={isFetchingNextPage} onClick={() => fetchNextPage()}>
            Older
          </Button>
        </Group>
      )}
    </Stack>
  );
}

function Marked({ text, marks }: { text: string; marks: { start: number; end: number }[] }) {
  return marks.map(({ start, end }, i) => (
    <span key={start}>
      {text.slice(marks[i - 1]?.end ?? 0, start)}
      <Mark>{text.slice(start, end)}</Mark>
      {i === marks.length - 1 && text.slice(end)}
    </span>
  ));
}
