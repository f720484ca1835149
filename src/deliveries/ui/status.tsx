import { CircleCheck, CircleMinus, Clock, Copy, RefreshCw, ShieldAlert } from "lucide-react";
import { type Look, Sign } from "~/ui/parts/sign.tsx";
import type { DeliverySummary } from "../model.ts";

type Status = DeliverySummary["status"];

const LOOKS: Record<Status, Look> = {
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
  return <Sign {...LOOKS[status]} />;
}
