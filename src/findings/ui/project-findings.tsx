import { Anchor, Loader, type MantineColor, Stack, Table, Text } from "@mantine/core";
import { infiniteQueryOptions, useInfiniteQuery } from "@tanstack/react-query";
import { hc } from "hono/client";
import { ok } from "~/ui/api.ts";
import { ProblemNote } from "~/ui/parts/failed.tsx";
import { TextLink } from "~/ui/parts/link.tsx";
import { Older } from "~/ui/parts/older.tsx";
import { Sign } from "~/ui/parts/sign.tsx";
import { CardTable } from "~/ui/parts/table.tsx";
import { Ago } from "~/ui/parts/time.tsx";
import type { FindingRow } from "../model.ts";
import type { findingRoutes } from "../routes.ts";

const api = hc<ReturnType<typeof findingRoutes>>("/admin/findings");

const findingsQuery = (project: string) =>
  infiniteQueryOptions({
    queryKey: ["findings", "of", project],
    queryFn: ({ pageParam }) =>
      ok(api.index.$get({ query: { project, limit: "20", ...(pageParam ? { cursor: pageParam } : {}) } })),
    initialPageParam: "",
    getNextPageParam: ({ next_cursor }) => next_cursor,
  });

/** What audits have found in a project. */
export function ProjectFindings({ project }: { project: string }) {
  const query = useInfiniteQuery(findingsQuery(project));
  if (query.error && !query.data) return <ProblemNote error={query.error} />;
  if (!query.data) return <Loader aria-label="Loading" />;
  const rows = query.data.pages.flatMap(({ findings }) => findings);
  if (rows.length === 0)
    return <Text c="dimmed">No audit has found anything here. A trigger from a security template looks.</Text>;
  return (
    <Stack>
      <CardTable columns={["Severity", "Finding", "Where", "Status", "Seen last"]}>
        {rows.map((row) => (
          <Row key={row.id} row={row} />
        ))}
      </CardTable>
      <Older query={query} />
    </Stack>
  );
}

const COLORS: Record<FindingRow["severity"], MantineColor> = {
  critical: "red",
  high: "red",
  medium: "orange",
  low: "yellow",
  info: "gray",
};

function Row({ row }: { row: FindingRow }) {
  const where = [row.path && `${row.path}${row.line ? `:${row.line}` : ""}`, row.package, row.version];
  return (
    <Table.Tr>
      <Table.Td data-name="Severity">
        <Sign word={row.severity} color={COLORS[row.severity]} />
      </Table.Td>
      <Table.Td data-name="Finding">
        <div>
          {row.url?.startsWith("https://") ? (
            <Anchor href={row.url} target="_blank" rel="noreferrer" size="sm" className="break">
              {row.title}
            </Anchor>
          ) : (
            <Text size="sm" className="break">
              {row.title}
            </Text>
          )}
          {row.fix && (
            <Text size="xs" c="dimmed" className="break" lineClamp={2}>
              {row.fix}
            </Text>
          )}
        </div>
      </Table.Td>
      <Table.Td data-name="Where">
        <Text ff="monospace" size="xs" className="break">
          {where.filter(Boolean).join(" ")}
        </Text>
      </Table.Td>
      <Table.Td data-name="Status">
        <div>
          <Text size="sm">{row.status}</Text>
          {row.note && (
            <Text size="xs" c="dimmed" className="break">
              {row.note}
            </Text>
          )}
        </div>
      </Table.Td>
      <Table.Td data-name="Seen last">
        <div>
          <Ago at={row.last_seen} />
          <TextLink to="/executions/$id" params={{ id: row.execution_id }} size="xs" display="block">
            by this run
          </TextLink>
        </div>
      </Table.Td>
    </Table.Tr>
  );
}
