import { Anchor, Badge, Button, Table, Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import type { Outcome } from "~/outcomes/index.ts";
import { ProblemNote } from "~/ui/parts/failed.tsx";
import { Folded } from "~/ui/parts/folded.tsx";
import { Markdown } from "~/ui/parts/markdown.tsx";
import { toastProblem } from "~/ui/parts/toast.tsx";
import { actionsQuery, retryAction } from "./api.ts";
import { Section } from "./section.tsx";

type Proposed = Outcome["actions"][number];
type Done = Awaited<ReturnType<typeof retryAction>>;

const COLORS: Record<Done["status"], string> = { pending: "gray", done: "teal", failed: "red", refused: "orange" };

/** What it proposed, and beside it what was done on GitHub. */
export function Actions({ id, proposed }: { id: string; proposed: readonly Proposed[] }) {
  const { data, error } = useQuery(actionsQuery(id));
  if (error) return <ProblemNote error={error} />;
  const actions = data?.actions ?? [];
  if (actions.length === 0 && proposed.length === 0) return null;
  return (
    <Section name="Actions on GitHub">
      {actions.length > 0 && (
        <Table className="cards" verticalSpacing="xs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Action</Table.Th>
              <Table.Th>Verdict</Table.Th>
              <Table.Th>Where</Table.Th>
              <Table.Th>Why</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {actions.map((action) => (
              <Row key={action.number} id={id} action={action} />
            ))}
          </Table.Tbody>
        </Table>
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

function Row({ id, action }: { id: string; action: Done }) {
  const { number, kind, status, url, repository, detail } = action;
  const again = useMutation({
    mutationFn: () => retryAction(id, number),
    onError: toastProblem,
  });
  return (
    <Table.Tr>
      <Table.Td data-name="Action">{wordsOf(kind)}</Table.Td>
      <Table.Td data-name="Verdict">
        <Badge variant="light" tt="none" color={COLORS[status]} miw="max-content">
          {status}
        </Badge>
      </Table.Td>
      <Table.Td data-name="Where" className="break">
        {url ? (
          <Anchor href={url} target="_blank" rel="noopener noreferrer" inherit>
            {repository}
          </Anchor>
        ) : (
          repository
        )}
      </Table.Td>
      <Table.Td data-name="Why" className="break">
        <Text span size="sm">
          {detail}
        </Text>{" "}
        {status === "failed" && (
          <Button size="compact-xs" variant="default" loading={again.isPending} onClick={() => again.mutate()}>
            Try again
          </Button>
        )}
      </Table.Td>
    </Table.Tr>
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
