import { Group, Stack, Title } from "@mantine/core";
import type { ReactNode } from "react";

/** A part of a page under a heading; what is done with it stands `aside`. */
export function Section({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  return (
    <Stack component="section" gap="xs" aria-label={title}>
      <Group justify="space-between" gap="xs" mih={30}>
        <Title order={2} size="h5">
          {title}
        </Title>
        {aside}
      </Group>
      {children}
    </Stack>
  );
}
