import { Card, Code, Group, Loader, SimpleGrid, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { CircleAlert, CircleCheck, CircleX } from "lucide-react";
import { ProblemNote } from "~/ui/parts/failed.tsx";
import type { Detection } from "../model.ts";
import { backendsQuery } from "./api.ts";

/** Which CLIs are installed and logged in, with the command that mends it. */
export function Backends() {
  const { data, error } = useQuery(backendsQuery);
  if (error) return <ProblemNote error={error} />;
  if (!data) return <Loader size="sm" aria-label="Loading" />;
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, lg: 3 }} spacing="sm">
      {data.map((backend) => (
        <Backend key={backend.id} backend={backend} />
      ))}
    </SimpleGrid>
  );
}

function Backend({ backend: { title, installed, version, next_step } }: { backend: Detection }) {
  const [Icon, color] =
    next_step === null ? [CircleCheck, "teal"] : installed ? [CircleAlert, "orange"] : [CircleX, "gray"];
  return (
    <Card withBorder padding="sm">
      <Group gap="xs" wrap="nowrap" align="flex-start">
        <Icon size={18} aria-hidden color={`var(--mantine-color-${color}-6)`} />
        <Stack gap={2} miw={0}>
          <Text fw={600} size="sm">
            {title}
          </Text>
          <Text size="xs" c="dimmed" className="break">
            {next_step === null ? "Ready" : installed ? "Installed" : "Not installed"}
            {version && (
              <>
                {" "}
                <Code>{version}</Code>
              </>
            )}
          </Text>
          {next_step && (
            <Text size="xs" className="break">
              {next_step}
            </Text>
          )}
        </Stack>
      </Group>
    </Card>
  );
}
