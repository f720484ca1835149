import { Group, Progress, Stack, Text } from "@mantine/core";
import { CircleAlert, CircleCheck, CircleX, Download, PowerOff } from "lucide-react";
import { type Look, Sign } from "~/ui/parts/sign.tsx";
import type { Project } from "../model.ts";

function lookOf({ enabled, status, phase, detail }: Project): Look {
  if (status === "cloning") return { word: "cloning", color: "ink", icon: Download };
  if (status === "failed") return { word: "failed", color: "red", icon: CircleX };
  if (phase !== null) return { word: "fetching", color: "ink", icon: Download };
  if (!enabled) return { word: "disabled", color: "gray", icon: PowerOff };
  if (detail !== null) return { word: "fetch failed", color: "orange", icon: CircleAlert };
  return { word: "ready", color: "teal", icon: CircleCheck };
}

export function ProjectState({ project }: { project: Project }) {
  return <Sign {...lookOf(project)} />;
}

/** How far git is, while it is at work; each of its phases counts to a hundred. */
export function CloneProgress({ project: { phase, percent, name } }: { project: Project }) {
  if (phase === null || percent === null) return null;
  return (
    <Stack gap={2} w={200}>
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
