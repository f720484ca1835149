import "./run.css";
import { Table } from "@mantine/core";
import { TextLink } from "~/ui/parts/link.tsx";
import { duration, useNow } from "~/ui/parts/time.tsx";
import { SpanNote, Waterfall } from "~/ui/parts/waterfall.tsx";
import type { Run } from "../api.ts";
import { isGoing, runStatusWord } from "../parts/run-status.tsx";
import { type Span, spansOf } from "./spans.ts";

/** What the time was spent on: each node a line, striped while it waited for its turn. */
export function Gantt({ run }: { run: Run }) {
  const now = useNow(isGoing(run.status));
  const start = Date.parse(run.created_at);
  const end = Math.max(start + 1, run.ended_at ? Date.parse(run.ended_at) : now);
  return (
    <Waterfall
      className="gantt"
      heads={["Node", "Waited", "Took"]}
      ms={end - start}
      spans={spansOf(run)}
      row={(span) => <Row key={span.key} span={span} run={run} start={start} end={end} now={now} />}
      beyond={(left) => `${left.toLocaleString("en")} more are in the nodes themselves.`}
    />
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
        <SpanNote>{runStatusWord(status)}</SpanNote>
        {note && <SpanNote>{note}</SpanNote>}
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
