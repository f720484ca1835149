import { ActionIcon, Group, Stack, Title } from "@mantine/core";
import { Trash2 } from "lucide-react";
import { Beyond, MOST } from "./beyond.tsx";
import { removeEdges } from "./draft.ts";
import { EdgeFields } from "./edge-panel.tsx";
import type { OutlineProps } from "./outline.tsx";

export function WayList({ form: { kinds }, draft, change }: OutlineProps) {
  if (draft.edges.length === 0) return null;
  return (
    <section aria-label="Ways">
      <Title order={2} size="h5" mb="xs">
        Ways
      </Title>
      <Stack component="ul" gap={6} className="way-list">
        {draft.edges.slice(0, MOST).map((edge, index) => (
          <Group component="li" key={`${edge.from} ${edge.to} ${edge.when}`} gap="xs" wrap="nowrap">
            <EdgeFields quiet {...{ draft, index, edge, kinds, change }} />
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={`Delete way ${index + 1}, from ${edge.from} to ${edge.to}`}
              onClick={() => change((all) => removeEdges(all, [index]))}
            >
              <Trash2 size={15} aria-hidden />
            </ActionIcon>
          </Group>
        ))}
      </Stack>
      <Beyond count={draft.edges.length} what="ways" />
    </section>
  );
}
