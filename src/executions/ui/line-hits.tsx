import { Code, Group, Mark, Stack, Text } from "@mantine/core";
import { TriggerName } from "~/triggers/ui/trigger-name.tsx";
import { TextLink } from "~/ui/parts/link.tsx";
import { Pages } from "~/ui/parts/pages.tsx";
import { type LineHit, linesQuery } from "./api.ts";
import type { Filter } from "./filter.ts";

/** The lines with the words that are looked for, of the newest execution first. */
export function LineHits({ filter }: { filter: Filter }) {
  return (
    <Pages of={linesQuery(filter)}>
      {(pages) => {
        const hits = pages.flatMap(({ hits }) => hits);
        // A page may hold none although others follow.
        if (hits.length === 0 && pages.at(-1)?.next_cursor === null)
          return <Text c="dimmed">No line has these words. Whole words count; time* finds what begins so.</Text>;
        return hits.map((hit) => <Hit key={`${hit.execution_id} ${hit.seq}`} hit={hit} />);
      }}
    </Pages>
  );
}

function Hit({ hit: { execution_id, trigger_id, seq, excerpt } }: { hit: LineHit }) {
  return (
    <Stack gap={2}>
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
