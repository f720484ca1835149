import { Card, Code, Group, Stack, Text } from "@mantine/core";
import { TriggerTitle } from "~/triggers/ui/trigger-name.tsx";
import { TextLink } from "~/ui/parts/link.tsx";
import { Section } from "~/ui/parts/section.tsx";
import { StatusBadge } from "~/ui/parts/status.tsx";
import { Took } from "~/ui/parts/time.tsx";
import type { Home } from "../home.ts";

/** What has a process, for how long, and what it printed last. */
export function Running({ home: { running, queued } }: { home: Home }) {
  const behind = queued > 0 && (
    <TextLink to="/executions" search={{ status: "queued" }} size="sm">
      {queued.toLocaleString("en")} more in the queue
    </TextLink>
  );
  return (
    <Section title="Running now" aside={behind}>
      {running.length === 0 && (
        <Text c="dimmed" size="sm">
          Nothing runs at the moment.
        </Text>
      )}
      {running.map((run) => (
        <Run key={run.id} run={run} />
      ))}
    </Section>
  );
}

function Run({ run }: { run: Home["running"][number] }) {
  return (
    <Card withBorder padding="xs">
      <Stack gap={4}>
        <Group gap="sm">
          <StatusBadge status={run.status} />
          <TextLink to="/executions/$id" params={{ id: run.id }} size="sm" className="break">
            {run.trigger_id ? <TriggerTitle id={run.trigger_id} /> : run.id}
          </TextLink>
          <Text size="sm" c="dimmed" visibleFrom="xs">
            {run.backend}
            {run.model ? ` · ${run.model}` : ""}
          </Text>
          <Text size="sm" ml="auto">
            <Took from={run.started_at} ms={run.duration_ms} />
          </Text>
        </Group>
        {run.last_line && (
          <Code className="break" c={run.last_line.stream === "stderr" ? "red" : undefined}>
            {plain(run.last_line.text)}
          </Code>
        )}
      </Stack>
    </Card>
  );
}

const MOST = 200;
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what colours begin with
const ESCAPES = /\u001b\[[0-9;?]*[ -/]*[@-~]/g;

/** As words, without colours. */
function plain(text: string): string {
  const words = text.replace(ESCAPES, "").trim();
  return words.length > MOST ? `${words.slice(0, MOST)}…` : words || " ";
}
