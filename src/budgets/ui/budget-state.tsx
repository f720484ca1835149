import { Badge, type MantineColor } from "@mantine/core";
import { BellRing, CircleCheck, CircleHelp, CircleOff, type LucideIcon, Octagon, TrendingUp } from "lucide-react";
import type { BudgetState } from "./budget-words.ts";

const LOOKS: Record<BudgetState, { color: MantineColor; icon: LucideIcon; word: string }> = {
  off: { color: "gray", icon: CircleOff, word: "disabled" },
  unknown: { color: "gray", icon: CircleHelp, word: "unknown" },
  within: { color: "teal", icon: CircleCheck, word: "within" },
  ahead: { color: "yellow", icon: TrendingUp, word: "will exceed" },
  warned: { color: "orange", icon: BellRing, word: "alert" },
  used_up: { color: "red", icon: Octagon, word: "used up" },
};

export function StateBadge({ state }: { state: BudgetState }) {
  const { color, icon: Icon, word } = LOOKS[state];
  return (
    <Badge miw="fit-content" color={color} variant="light" tt="none" leftSection={<Icon size={12} aria-hidden />}>
      {word}
    </Badge>
  );
}
