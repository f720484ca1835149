import { Badge, type MantineColor } from "@mantine/core";
import type { LucideIcon } from "lucide-react";

export interface Look {
  word: string;
  color: MantineColor;
  icon?: LucideIcon;
}

/** How a thing is, as a word in its colour. */
export function Sign({ word, color, icon: Icon }: Look) {
  return (
    <Badge
      color={color}
      variant="light"
      tt="none"
      miw="max-content"
      leftSection={Icon && <Icon size={12} aria-hidden />}
    >
      {word}
    </Badge>
  );
}
