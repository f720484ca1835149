import { Stack, Title } from "@mantine/core";
import type { ReactNode } from "react";

export function Section({ name, children }: { name: string; children: ReactNode }) {
  return (
    <Stack component="section" gap="xs" aria-label={name}>
      <Title order={2} size="h6">
        {name}
      </Title>
      {children}
    </Stack>
  );
}
