import { Anchor, Loader, Stack, Table, Text } from "@mantine/core";
import { infiniteQueryOptions, useInfiniteQuery } from "@tanstack/react-query";
import { hc } from "hono/client";
import { Check, MessageSquare, X } from "lucide-react";
import { TriggerName } from "~/triggers/ui/trigger-name.tsx";
import { ok } from "~/ui/api.ts";
import { ProblemNote } from "~/ui/parts/failed.tsx";
import { TextLink } from "~/ui/parts/link.tsx";
import { Older } from "~/ui/parts/older.tsx";
import { type Look, Sign } from "~/ui/parts/sign.tsx";
import { StatusBadge } from "~/ui/parts/status.tsx";
import { CardTable } from "~/ui/parts/table.tsx";
import { Ago } from "~/ui/parts/time.tsx";
import type { Review } from "../model.ts";
import type { reviewRoutes } from "../routes.ts";

const api = hc<ReturnType<typeof reviewRoutes>>("/admin/reviews");

const reviewsQuery = (repository: string) =>
  infiniteQueryOptions({
    queryKey: ["reviews", repository],
    queryFn: ({ pageParam }) =>
      ok(api.index.$get({ query: { repository, limit: "20", ...(pageParam ? { cursor: pageParam } : {}) } })),
    initialPageParam: "",
    getNextPageParam: ({ next_cursor }) => next_cursor,
  });

/** What executions said of a repository's pull requests. */
export function RepositoryReviews({ repository }: { repository: string }) {
  const query = useInfiniteQuery(reviewsQuery(repository));
  if (query.error && !query.data) return <ProblemNote error={query.error} />;
  if (!query.data) return <Loader aria-label="Loading" />;
  const rows = query.data.pages.flatMap(({ reviews }) => reviews);
  if (rows.length === 0)
    return <Text c="dimmed">No pull request has been reviewed. A trigger from the pull request template does.</Text>;
  return (
    <Stack>
      <CardTable columns={["Pull request", "Verdict", "Summary", "By", "When"]}>
        {rows.map((row) => (
          <Row key={row.id} row={row} />
        ))}
      </CardTable>
      <Older query={query} />
    </Stack>
  );
}

function Row({ row }: { row: Review }) {
  const title = `#${row.number} ${row.title ?? ""}`;
  return (
    <Table.Tr>
      <Table.Td data-name="PR">
        <div>
          {row.url?.startsWith("https://") ? (
            <Anchor href={row.url} target="_blank" rel="noreferrer" size="sm" className="break">
              {title}
            </Anchor>
          ) : (
            <Text size="sm" className="break">
              {title}
            </Text>
          )}
          <Text size="xs" c="dimmed">
            {row.state} · {row.head_sha.slice(0, 8)}
            {row.superseded && ", which has a newer head"}
          </Text>
        </div>
      </Table.Td>
      <Table.Td data-name="Verdict">
        <Verdict review={row} />
      </Table.Td>
      <Table.Td data-name="Summary" data-empty={row.summary === null || undefined}>
        <Text size="sm" className="break" lineClamp={3}>
          {row.summary}
        </Text>
      </Table.Td>
      <Table.Td data-name="By">
        <div>
          <TriggerName id={row.trigger_id} />
          <TextLink to="/executions/$id" params={{ id: row.execution_id }} ff="monospace" size="xs" display="block">
            {row.execution_id}
          </TextLink>
        </div>
      </Table.Td>
      <Table.Td data-name="When">
        <Ago at={row.updated_at} />
      </Table.Td>
    </Table.Tr>
  );
}

const LOOKS: Record<NonNullable<Review["verdict"]>, Look> = {
  approve: { word: "approves", color: "teal", icon: Check },
  request_changes: { word: "asks for changes", color: "red", icon: X },
  comment: { word: "comments", color: "ink", icon: MessageSquare },
  no_verdict: { word: "gave no verdict", color: "gray" },
};

/** Until one is given, how the execution fares that is to give it. */
function Verdict({ review: { verdict, status } }: { review: Review }) {
  return verdict === null ? <StatusBadge status={status} /> : <Sign {...LOOKS[verdict]} />;
}
