import { Table, Text } from "@mantine/core";
import { useMemo } from "react";
import { ProblemNote } from "~/ui/parts/failed.tsx";
import { isLive } from "~/ui/parts/status.tsx";
import { duration, useNow } from "~/ui/parts/time.tsx";
import type { Execution } from "../../model.ts";
import { itemsOf } from "../transcript/conversation.ts";
import { useEvents } from "../transcript/use-events.ts";
import { type Span, spansOf } from "./spans.ts";
import "./timeline.css";

/** Beyond so many a bar says nothing any more. */
const MOST_SPANS = 300;

/** What the time was spent on: a table whose last column is the waterfall. */
export function Timeline({ execution }: { execution: Execution }) {
  const { events, more, error } = useEvents(execution);
  const tools = useMemo(() => itemsOf(events).flatMap((item) => (item.kind === "tool" ? item : [])), [events]);
  const now = useNow(isLive(execution.status));
  const spans = spansOf(execution, tools);
  const start = Date.parse(execution.created_at);
  const end = Math.max(start + 1, ...spans.map(({ to }) => to ?? now));
  const left = spans.length - MOST_SPANS;
  return (
    <>
      {error !== undefined && <ProblemNote error={error} />}
      <Table className="waterfall" verticalSpacing={4} aria-label="What the time was spent on">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>What</Table.Th>
            <Table.Th ta="right">After</Table.Th>
            <Table.Th ta="right">Took</Table.Th>
            <Table.Th aria-hidden className="waterfall-scale">
              <span>0</span>
              <span>{duration((end - start) / 2)}</span>
              <span>{duration(end - start)}</span>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {spans.slice(0, MOST_SPANS).map((span) => (
            <Row key={span.key} span={span} start={start} end={end} now={now} />
          ))}
        </Table.Tbody>
      </Table>
      {(left > 0 || more) && (
        <Text size="sm" c="dimmed" mt="xs">
          {left > 0 ? `${left.toLocaleString("en")} more tool calls are in the transcript.` : READ_SO_FAR}
        </Text>
      )}
    </>
  );
}

const READ_SO_FAR = "The run is long: tool calls beyond its first 2,000 lines are in the transcript.";

interface RowProps {
  span: Span;
  start: number;
  end: number;
  now: number;
}

function Row({ span: { kind, name, note, failed, from, to }, start, end, now }: RowProps) {
  const share = (ms: number) => `${Math.min(100, Math.max(0, (ms / (end - start)) * 100)).toFixed(3)}%`;
  const until = Math.max(from, to ?? now);
  return (
    <Table.Tr data-kind={kind}>
      <Table.Th scope="row" className="waterfall-name">
        <Text
          span
          size="sm"
          className="waterfall-what"
          fw={kind === "attempt" ? 600 : 400}
          ff={kind === "tool" ? "monospace" : undefined}
        >
          {name}
        </Text>
        {failed && (
          <Text span size="xs" c="var(--mantine-color-red-light-color)">
            failed
          </Text>
        )}
        {note && (
          <Text span size="xs" c="dimmed" className="break">
            {note}
          </Text>
        )}
      </Table.Th>
      <Table.Td className="waterfall-number">{duration(from - start)}</Table.Td>
      <Table.Td className="waterfall-number">
        {duration(until - from)}
        {to === null && <span className="waterfall-on"> so far</span>}
      </Table.Td>
      <Table.Td aria-hidden className="waterfall-lane">
        <div
          className="waterfall-bar"
          data-kind={kind}
          data-failed={failed || undefined}
          data-live={to === null || undefined}
          style={{ left: share(from - start), width: share(until - from) }}
        />
      </Table.Td>
    </Table.Tr>
  );
}
