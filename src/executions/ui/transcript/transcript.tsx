import { Button, Group, Loader, Stack, Text } from "@mantine/core";
import { useMemo } from "react";
import { ProblemNote } from "~/ui/parts/failed.tsx";
import { Folded } from "~/ui/parts/folded.tsx";
import { isLive } from "~/ui/parts/status.tsx";
import type { Execution } from "../../model.ts";
import { Spoken } from "./attempt.tsx";
import { itemsOf } from "./conversation.ts";
import type { Events } from "./events.ts";
import "./transcript.css";
import { useEvents } from "./use-events.ts";

/** Where somebody who asks for the end begins to read. */
const NEWEST_LINES = 500;

/** The run as a conversation: what was asked, said and done, whichever CLI it was. */
export function Transcript({ execution }: { execution: Execution }) {
  const events = useEvents(execution);
  const items = useMemo(() => Map.groupBy(itemsOf(events.events), ({ attempt }) => attempt), [events.events]);
  const { attempts, prompt, status, working_dir } = execution;
  return (
    <Stack gap="lg" className="transcript">
      <Folded summary={<Asked prompt={prompt} />}>{() => <Text className="plain asked">{prompt}</Text>}</Folded>
      {!events.begun && <Passed events={events} />}
      {attempts.map((attempt, at) => (
        <Spoken
          key={attempt.number}
          attempt={attempt}
          before={attempts[at - 1]}
          items={items.get(attempt.number) ?? []}
          working_dir={working_dir}
        />
      ))}
      {events.error !== undefined && <ProblemNote error={events.error} />}
      <Further events={events} last_seq={execution.last_seq} />
      {attempts.length === 0 && <Text c="dimmed">No process has been started yet.</Text>}
      {isLive(status) && attempts.length > 0 && !events.more && (
        <Loader type="dots" size="sm" aria-label="It goes on" />
      )}
    </Stack>
  );
}

function Asked({ prompt }: { prompt: string }) {
  return (
    <>
      <Text span size="sm" fw={600}>
        Prompt
      </Text>
      <Text span size="sm" c="dimmed" truncate miw={0}>
        {prompt.slice(0, 200)}
      </Text>
    </>
  );
}

function Passed({ events }: { events: Events }) {
  return (
    <Group gap="xs">
      <Text size="sm" c="dimmed">
        What came before is not shown.
      </Text>
      <Button size="compact-xs" variant="subtle" onClick={() => events.jump(0)}>
        From the start
      </Button>
    </Group>
  );
}

/** A long run is read on when somebody asks for it. */
function Further({ events, last_seq }: { events: Events; last_seq: number }) {
  if (!events.more) return null;
  if (events.busy) return <Loader aria-label="Loading" />;
  return (
    <Group gap="xs">
      <Button size="compact-sm" variant="default" onClick={events.read}>
        Go on
      </Button>
      <Button size="compact-sm" variant="subtle" onClick={() => events.jump(Math.max(0, last_seq - NEWEST_LINES))}>
        To the newest
      </Button>
    </Group>
  );
}
