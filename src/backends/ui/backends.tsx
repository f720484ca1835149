import { Button, Card, Code, Group, SimpleGrid, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { CircleAlert, CircleCheck, CircleX, RefreshCw } from "lucide-react";
import { CopyText } from "~/ui/parts/copy-text.tsx";
import { Loaded } from "~/ui/parts/loaded.tsx";
import { Section } from "~/ui/parts/section.tsx";
import type { Detection } from "../model.ts";
import { backendsQuery } from "./api.ts";

/** Which CLIs are installed and logged in, with the command that mends it. */
export function Backends() {
  const query = useQuery(backendsQuery);
  const again = (
    <Button
      size="compact-sm"
      variant="subtle"
      leftSection={<RefreshCw size={14} aria-hidden />}
      loading={query.isFetching}
      onClick={() => query.refetch()}
    >
      Look again
    </Button>
  );
  return (
    <Section title="CLIs on this machine" aside={again}>
      <Loaded query={query}>
        {(backends) => (
          <SimpleGrid cols={{ base: 1, xs: 2, lg: 3 }} spacing="sm">
            {backends.map((backend) => (
              <Backend key={backend.id} backend={backend} />
            ))}
          </SimpleGrid>
        )}
      </Loaded>
    </Section>
  );
}

function Backend({ backend }: { backend: Detection }) {
  const { title, installed, version, next_step } = backend;
  const [Icon, color, state] =
    next_step === null
      ? ([CircleCheck, "teal", "Ready"] as const)
      : installed
        ? ([CircleAlert, "orange", "Installed"] as const)
        : ([CircleX, "gray", "Not installed"] as const);
  return (
    <Card withBorder padding="sm">
      <Group gap="xs" wrap="nowrap" align="flex-start">
        <Icon size={18} aria-hidden color={`var(--mantine-color-${color}-6)`} />
        <Stack gap={4} miw={0}>
          <Text fw={600} size="sm">
            {title}
          </Text>
          <Text size="xs" c="dimmed" className="break">
            {state}
            {version && (
              <>
                {" "}
                <Code>{version}</Code>
              </>
            )}
          </Text>
          <Remedy backend={backend} />
        </Stack>
      </Group>
    </Card>
  );
}

/** What to do, and what to type for it, ready to be copied. */
function Remedy({ backend: { title, next_step, command } }: { backend: Detection }) {
  if (next_step === null) return null;
  return (
    <Stack gap={2}>
      <Text size="xs" className="break">
        {command === null ? next_step : next_step.replace(command, "")}
      </Text>
      {command !== null && <CopyText text={command} what={`the command for ${title}`} />}
    </Stack>
  );
}
