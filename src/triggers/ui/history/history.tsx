import { Badge, Card, Group, Loader, Stack, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { ProblemNote } from "~/ui/parts/failed.tsx";
import { TextLink } from "~/ui/parts/link.tsx";
import { Older } from "~/ui/parts/older.tsx";
import { Ago } from "~/ui/parts/time.tsx";
import { revisionsQuery, type Trigger } from "../api.ts";
import { RevisionView } from "./revision.tsx";

/** What became of a trigger's prompt, each change with its difference, and the way back. */
export function History({ trigger, revision }: { trigger: Trigger; revision: number | undefined }) {
  const { id, template_revision } = trigger;
  const query = useInfiniteQuery(revisionsQuery(id));
  const { data, error } = query;
  if (error && !data) return <ProblemNote error={error} />;
  if (!data) return <Loader aria-label="Loading" />;
  const opened = revision ?? template_revision;
  return (
    <Stack maw={860}>
      {data.pages
        .flatMap(({ revisions }) => revisions)
        .map(({ number, note, restored_from, actor, created_at }) => (
          <Card key={number} withBorder component="section" aria-label={`Revision ${number}`}>
            <Stack gap="xs">
              <Group gap="xs">
                <TextLink
                  to="/triggers/$id"
                  params={{ id }}
                  search={{ tab: "history", revision: number }}
                  fw={500}
                  resetScroll={false}
                >
                  Revision {number}
                </TextLink>
                {number === template_revision && (
                  <Badge variant="light" tt="none">
                    in use
                  </Badge>
                )}
                <Text size="sm" c="dimmed" className="break">
                  by {actor}, <Ago at={created_at} />
                </Text>
              </Group>
              {(note ?? restored_from) !== null && (
                <Text size="sm" className="break">
                  {note ?? `The text of revision ${restored_from} again.`}
                </Text>
              )}
              {number === opened && <RevisionView trigger={trigger} number={number} />}
            </Stack>
          </Card>
        ))}
      <Older query={query} />
    </Stack>
  );
}
