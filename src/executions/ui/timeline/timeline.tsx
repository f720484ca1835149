import { Table, Text } from "@mantine/core";
import { useMemo } from "react";
import { ProblemNote } from "~/ui/parts/failed.tsx";
import { isLive } from "~/ui/parts/status.tsx";
import { duration, useNow } from "~/ui/parts/time.tsx";
import { SpanNote, Waterfall } from "~/ui/parts/waterfall.tsx";
import type { Execution } from "../../model.ts";
import { itemsOf } from "../transcript/conversation.ts";
import { useEvents } from "../transcript/use-events.ts";
import { type Span, spansOf } from "./spans.ts";

/** What the time of an execution was spent on, tool calls within their attempts. */
export function Timeline({ execution }: { execution: Execution }) {
  const { events, more, error } = useEvents(execution);
  const tools = useMemo(() => itemsOf(events).flatMap((item) => (item.kind === "tool" ? item : [])), [events]);
  const now = useNow(isLive(execution.status));
  const spans = spansOf(execution, tools);
  const start = Date.parse(execution.created_at);
  const end = Math.max(start + 1, ...spans.map(({ to }) => to ?? now));
  return (
    <>
      {error !== undefined && <ProblemNote error={error} />}
      <Waterfall
        heads={["What", "After", "Took"]}
        ms={end - start}
        spans={spans}
        row={(span) => <Row key={span.key} span={span} start={start} end={end} now={now} />}
        beyond={(left) => `${left.toLocaleString("en")} more tool calls are in the transcript.`}
      />
      {more && (
        <Text size="sm" c="dimmed" mt="xs">
          {READ_SO_FAR}
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
        {note && <SpanNote>{note}</SpanNote>}
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
