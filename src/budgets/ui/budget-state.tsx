import { BellRing, CircleCheck, CircleHelp, CircleOff, Octagon, TrendingUp } from "lucide-react";
import { type Look, Sign } from "~/ui/parts/sign.tsx";
import type { BudgetState } from "./budget-words.ts";

const LOOKS: Record<BudgetState, Look> = {
  off: { color: "gray", icon: CircleOff, word: "disabled" },
  unknown: { color: "gray", icon: CircleHelp, word: "unknown" },
  within: { color: "teal", icon: CircleCheck, word: "within" },
  ahead: { color: "yellow", icon: TrendingUp, word: "will exceed" },
  warned: { color: "orange", icon: BellRing, word: "alert" },
  used_up: { color: "red", icon: Octagon, word: "used up" },
};

export function StateBadge({ state }: { state: BudgetState }) {
  return <Sign {...LOOKS[state]} />;
}
