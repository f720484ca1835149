import { Badge, type MantineColor } from "@mantine/core";

/** A word that sorts a thing: never cut off, and never told by its colour alone. */
export function Tag({ color, children }: { color: MantineColor; children: string }) {
  return (
    <Badge variant="light" color={color} tt="none" miw="fit-content">
      {children}
    </Badge>
  );
}
