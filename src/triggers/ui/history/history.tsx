import { Card, Group, Stack, Text } from "@mantine/core";
import { TextLink } from "~/ui/parts/link.tsx";
import { Pages } from "~/ui/parts/pages.tsx";
import { Sign } from "~/ui/parts/sign.tsx";
import { Ago } from "~/ui/parts/time.tsx";
import { type Revision, revisionsQuery, type Trigger } from "../api.ts";
import { RevisionView } from "./revision.tsx";

/** What became of a trigger's prompt, each change with its difference, and the way back. */
export function History({ trigger, revision }: { trigger: Trigger; revision: number | undefined }) {
  const opened = revision ?? trigger.template_revision;
  return (
    <Stack maw={860}>
      <Pages of={revisionsQuery(trigger.id)}>
        {(pages) =>
          pages
            .flatMap(({ revisions }) => revisions)
            .map((one) => (
              <OneRevision key={one.number} trigger={trigger} revision={one} open={one.number === opened} />
            ))
        }
      </Pages>
    </Stack>
  );
}

interface Props {
  trigger: Trigger;
  revision: Revision;
  open: boolean;
}

function OneRevision({ trigger, revision: { number, note, restored_from, actor, created_at }, open }: Props) {
  return (
    <Card withBorder component="section" aria-label={`Revision ${number}`}>
      <Stack gap="xs">
        <Group gap="xs">
          <TextLink
            to="/triggers/$id"
            params={{ id: trigger.id }}
            search={{ tab: "history", revision: number }}
            fw={500}
            resetScroll={false}
          >
            Revision {number}
          </TextLink>
          {number === trigger.template_revision && <Sign color="ink" word="in use" />}
          <Text size="sm" c="dimmed" className="break">
            by {actor}, <Ago at={created_at} />
          </Text>
        </Group>
        {(note ?? restored_from) !== null && (
          <Text size="sm" className="break">
            {note ?? `The text of revision ${restored_from} again.`}
          </Text>
        )}
        {open && <RevisionView trigger={trigger} number={number} />}
      </Stack>
    </Card>
  );
}
