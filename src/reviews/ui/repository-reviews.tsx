import { Anchor, Text } from "@mantine/core";
import { hc } from "hono/client";
import { Check, MessageSquare, X } from "lucide-react";
import { TriggerName } from "~/triggers/ui/trigger-name.tsx";
import { ok } from "~/ui/api.ts";
import { paged } from "~/ui/paged.ts";
import { type Column, DataTable } from "~/ui/parts/data-table.tsx";
import { Pages } from "~/ui/parts/pages.tsx";
import { type Look, Sign } from "~/ui/parts/sign.tsx";
import { StatusBadge } from "~/ui/parts/status.tsx";
import { Ago } from "~/ui/parts/time.tsx";
import { WorkLink } from "~/ui/parts/work-link.tsx";
import type { Review } from "../model.ts";
import type { reviewRoutes } from "../routes.ts";

const api = hc<ReturnType<typeof reviewRoutes>>("/admin/reviews");

const reviewsQuery = (repository: string) =>
  paged(["reviews", repository], (page) => ok(api.index.$get({ query: { ...page, repository } })), 20);

/** What executions said of a repository's pull requests. */
export function RepositoryReviews({ repository }: { repository: string }) {
  return (
    <Pages of={reviewsQuery(repository)}>
      {(pages) => (
        <DataTable
          label="Reviews"
          rows={pages.flatMap(({ reviews }) => reviews)}
          keyOf={({ id }) => id}
          columns={COLUMNS}
          empty="No pull request has been reviewed. A trigger from the pull request template does."
        />
      )}
    </Pages>
  );
}

const COLUMNS: Column<Review>[] = [
  { name: "Pull request", cell: (review) => <PullRequest review={review} /> },
  { name: "Verdict", cell: (review) => <Verdict review={review} /> },
  {
    name: "Summary",
    cell: ({ summary }) =>
      summary && (
        <Text size="sm" className="break" lineClamp={3}>
          {summary}
        </Text>
      ),
  },
  {
    name: "By",
    cell: ({ trigger_id, execution_id }) => (
      <>
        <TriggerName id={trigger_id} />
        <WorkLink id={execution_id} display="block" />
      </>
    ),
  },
  { name: "When", cell: ({ updated_at }) => <Ago at={updated_at} /> },
];

function PullRequest({ review: { number, title, url, state, head_sha, superseded } }: { review: Review }) {
  const name = `#${number} ${title ?? ""}`;
  return (
    <>
      {url?.startsWith("https://") ? (
        <Anchor href={url} target="_blank" rel="noreferrer" size="sm" className="break">
          {name}
        </Anchor>
      ) : (
        <Text size="sm" className="break">
          {name}
        </Text>
      )}
      <Text size="xs" c="dimmed">
        {state} · {head_sha.slice(0, 8)}
        {superseded && ", which has a newer head"}
      </Text>
    </>
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
