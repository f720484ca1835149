import { Badge, Group, type MantineColor, Progress, Stack, Text } from "@mantine/core";
import { CircleAlert, CircleCheck, CircleX, Download, type LucideIcon, PowerOff } from "lucide-react";
import type { Project } from "../model.ts";

type Look = [word: string, color: MantineColor, icon: LucideIcon];

function lookOf({ enabled, status, phase, detail }: Project): Look {
  if (status === "cloning") return ["cloning", "ink", Download];
  if (status === "failed") return ["failed", "red", CircleX];
  if (phase !== null) return ["fetching", "ink", Download];
  if (!enabled) return ["disabled", "gray", PowerOff];
  return detail === null ? ["ready", "teal", CircleCheck] : ["fetch failed", "orange", CircleAlert];
}

export function ProjectBadge({ project }: { project: Project }) {
  const [word, color, Icon] = lookOf(project);
  return (
    <Badge color={color} variant="light" tt="none" miw="fit-content" leftSection={<Icon size={12} aria-hidden />}>
      {word}
    </Badge>
  );
}

/** How far git is, while it is at work; each of its phases counts to a hundred. */
export function CloneProgress({ project: { phase, percent, name } }: { project: Project }) {
  if (phase === null || percent === null) return null;
  return (
    <Stack gap={2} w={220} maw="100%">
      <Group justify="space-between">
        <Text size="xs" c="dimmed">
          {phase}
        </Text>
        <Text size="xs" c="dimmed" className="tabular">
          {percent} %
        </Text>
      </Group>
      <Progress value={percent} size="sm" aria-label={`${name}: ${phase}`} />
    </Stack>
  );
}
