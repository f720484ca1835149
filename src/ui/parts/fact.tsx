import { Group, Text } from "@mantine/core";
import type { ReactNode } from "react";

/** Facts of one thing, in a row that wraps. */
export function Facts({ children }: { children: ReactNode }) {
  return (
    <Group component="dl" gap="4px 16px" m={0}>
      {children}
    </Group>
  );
}

export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <Group gap={6} wrap="nowrap" align="baseline">
      <Text component="dt" size="sm" c="dimmed" className="nowrap">
        {name}
      </Text>
      <Text component="dd" size="sm" m={0} className="break">
        {children}
      </Text>
    </Group>
  );
}
