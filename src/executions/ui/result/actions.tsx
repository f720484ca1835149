import { Anchor, Button, Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import type { Outcome } from "~/outcomes/index.ts";
import { type Column, DataTable } from "~/ui/parts/data-table.tsx";
import { ProblemNote } from "~/ui/parts/failed.tsx";
import { Folded } from "~/ui/parts/folded.tsx";
import { Markdown } from "~/ui/parts/markdown.tsx";
import { Section } from "~/ui/parts/section.tsx";
import { Sign } from "~/ui/parts/sign.tsx";
import { toastProblem } from "~/ui/parts/toast.tsx";
import { actionsQuery, retryAction } from "./api.ts";

type Proposed = Outcome["actions"][number];
type Done = Awaited<ReturnType<typeof retryAction>>;

/** What it proposed, and beside it what was done on GitHub. */
export function Actions({ id, proposed }: { id: string; proposed: readonly Proposed[] }) {
  const { data, error } = useQuery(actionsQuery(id));
  if (error) return <ProblemNote error={error} />;
  const actions = data?.actions ?? [];
  if (actions.length === 0 && proposed.length === 0) return null;
  return (
    <Section title="Actions on GitHub">
      {actions.length > 0 && (
        <DataTable
          label="Actions on GitHub"
          rows={actions}
          keyOf={({ number }) => String(number)}
          columns={columnsOf(id)}
          empty=""
        />
      )}
      {proposed.map((action, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: what was proposed stays in its order
        <Folded key={at} summary={<Text size="sm">Proposed: {wordsOf(action.kind)}</Text>}>
          {() => <Proposal action={action} />}
        </Folded>
      ))}
    </Section>
  );
}

const COLORS: Record<Done["status"], string> = { pending: "gray", done: "teal", failed: "red", refused: "orange" };

const columnsOf = (id: string): Column<Done>[] => [
  { name: "Action", cell: ({ kind }) => wordsOf(kind) },
  { name: "Verdict", cell: ({ status }) => <Sign color={COLORS[status]} word={status} /> },
  {
    name: "Where",
    cell: ({ url, repository }) =>
      url ? (
        <Anchor href={url} target="_blank" rel="noopener noreferrer" inherit className="break">
          {repository}
        </Anchor>
      ) : (
        <span className="break">{repository}</span>
      ),
  },
  {
    name: "Why",
    cell: ({ detail, status, number }) => (
      <Text size="sm" className="break">
        {detail} {status === "failed" && <TryAgain id={id} number={number} />}
      </Text>
    ),
  },
];

function TryAgain({ id, number }: { id: string; number: number }) {
  const { mutate, isPending } = useMutation({ mutationFn: () => retryAction(id, number), onError: toastProblem });
  return (
    <Button size="compact-xs" variant="default" loading={isPending} onClick={() => mutate()}>
      Try again
    </Button>
  );
}

function wordsOf(kind: string): string {
  return kind.replaceAll("_", " ");
}

/** What was to be written there, and the rest as it was said. */
function Proposal({ action }: { action: Proposed }) {
  const { kind: _kind, ...said } = action;
  const { body, ...rest } = "body" in said ? said : { body: "summary" in said ? said.summary : undefined, ...said };
  return (
    <div className="proposal">
      {body && <Markdown text={body} />}
      <Text className="plain" ff="monospace" size="xs" c="dimmed">
        {JSON.stringify(rest, null, 2)}
      </Text>
    </div>
  );
}
