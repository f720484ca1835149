import "./waterfall.css";
import { Table, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { duration } from "./time.tsx";

/** Beyond so many a bar says nothing any more. */
const MOST_SPANS = 300;

/** What the time was spent on: a table of spans whose last column shows, over `ms`, when each was. */
export function Waterfall<S>(props: {
  heads: readonly [what: string, ...numbers: string[]];
  ms: number;
  spans: readonly S[];
  row: (span: S) => ReactNode;
  /** Says where the spans are that are too many to be shown. */
  beyond: (left: number) => string;
  className?: string;
}) {
  const { heads, ms, spans, row, beyond, className = "" } = props;
  const left = spans.length - MOST_SPANS;
  return (
    <>
      <Table className={`waterfall ${className}`} verticalSpacing={4} aria-label="What the time was spent on">
        <Table.Thead>
          <Table.Tr>
            {heads.map((head, n) => (
              <Table.Th key={head} ta={n > 0 ? "right" : undefined}>
                {head}
              </Table.Th>
            ))}
            <Table.Th aria-hidden className="waterfall-scale">
              <span>0</span>
              <span>{duration(ms / 2)}</span>
              <span>{duration(ms)}</span>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>{spans.slice(0, MOST_SPANS).map(row)}</Table.Tbody>
      </Table>
      {left > 0 && (
        <Text size="sm" c="dimmed" mt="xs">
          {beyond(left)}
        </Text>
      )}
    </>
  );
}

/** What stands beside a span's name, in small. */
export function SpanNote({ children }: { children: ReactNode }) {
  return (
    <Text span size="xs" c="dimmed" className="break">
      {children}
    </Text>
  );
}
