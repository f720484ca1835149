import { Badge, type MantineColor } from "@mantine/core";
import { CircleCheck, CircleMinus, Clock, Copy, type LucideIcon, RefreshCw, ShieldAlert } from "lucide-react";
import type { DeliverySummary } from "../model.ts";

type Status = DeliverySummary["status"];

const LOOKS: Record<Status, { color: MantineColor; icon: LucideIcon; word: string }> = {
  accepted: { color: "teal", icon: CircleCheck, word: "accepted" },
  ignored: { color: "gray", icon: CircleMinus, word: "ignored" },
  duplicate: { color: "gray", icon: Copy, word: "duplicate" },
  suspected_replay: { color: "orange", icon: ShieldAlert, word: "suspected replay" },
  loop: { color: "grape", icon: RefreshCw, word: "loop" },
  waiting: { color: "yellow", icon: Clock, word: "waiting" },
};

/** What a list of them is narrowed by, with its words. */
export const STATUSES = Object.entries(LOOKS).map(([value, { word }]) => ({ value, label: word }));

export function DeliveryStatus({ status }: { status: Status }) {
  const { color, icon: Icon, word } = LOOKS[status];
  return (
    <Badge color={color} variant="light" tt="none" miw="fit-content" leftSection={<Icon size={12} aria-hidden />}>
      {word}
    </Badge>
  );
}
