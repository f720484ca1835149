import "~/executions/ui/timeline/timeline.css";
import "./run.css";
import { Table, Text } from "@mantine/core";
import { TextLink } from "~/ui/parts/link.tsx";
import { duration, useNow } from "~/ui/parts/time.tsx";
import type { Run } from "../api.ts";
import { isGoing, runStatusWord } from "../parts/run-status.tsx";
import { type Span, spansOf } from "./spans.ts";

/** Beyond so many a bar says nothing any more. */
const MOST_SPANS = 300;

/** What the time was spent on: each node a line, striped while it waited for its turn. */
export function Gantt({ run }: { run: Run }) {
  const now = useNow(isGoing(run.status));
  const spans = spansOf(run);
  const start = Date.parse(run.created_at);
  const end = Math.max(start + 1, run.ended_at ? Date.parse(run.ended_at) : now);
  return (
    <>
      <Table className="waterfall gantt" verticalSpacing={4} aria-label="What the time was spent on">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Node</Table.Th>
            <Table.Th ta="right">Waited</Table.Th>
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
            <Row key={span.key} span={span} run={run} start={start} end={end} now={now} />
          ))}
        </Table.Tbody>
      </Table>
      {spans.length > MOST_SPANS && (
        <Text size="sm" c="dimmed" mt="xs">
          {(spans.length - MOST_SPANS).toLocaleString("en")} more are in the nodes themselves.
        </Text>
      )}
    </>
  );
}

interface RowProps {
  span: Span;
  run: Run;
  start: number;
  end: number;
  now: number;
}

function Row({ span: { id, item, status, queued, from, to, note }, run, start, end, now }: RowProps) {
  const place = (ms: number) => Math.min(100, Math.max(0, ((ms - start) / (end - start)) * 100));
  const lie = (a: number, b: number) => ({ left: `${place(a)}%`, width: `${Math.max(0, place(b) - place(a))}%` });
  const until = to ?? now;
  const begun = from ?? until;
  return (
    <Table.Tr data-item={item >= 0 || undefined} data-status={status}>
      <Table.Th scope="row" className="waterfall-name">
        <TextLink
          to="/runs/$id"
          params={{ id: run.id }}
          search={{ node: id }}
          size="sm"
          underline="always"
          className="break"
        >
          {item >= 0 ? `${id}[${item}]` : id}
        </TextLink>
        <Text span size="xs" c="dimmed">
          {runStatusWord(status)}
        </Text>
        {note && (
          <Text span size="xs" c="dimmed" className="break">
            {note}
          </Text>
        )}
      </Table.Th>
      <Table.Td className="waterfall-number">{duration(begun - queued)}</Table.Td>
      <Table.Td className="waterfall-number">
        {from === null ? "–" : duration(until - from)}
        {to === null && from !== null && <span className="waterfall-on"> so far</span>}
      </Table.Td>
      <Table.Td aria-hidden className="waterfall-lane">
        <div className="gantt-lane">
          <span className="gantt-wait" style={lie(queued, begun)} />
          {from !== null && (
            <span className="gantt-bar" data-live={to === null || undefined} style={lie(from, until)} />
          )}
        </div>
      </Table.Td>
    </Table.Tr>
  );
}
