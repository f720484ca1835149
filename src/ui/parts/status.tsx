import { Ban, CircleAlert, CircleCheck, CircleDot, CircleX, Clock, Hand, Play, TimerOff } from "lucide-react";
import type { Status } from "~/executions/index.ts";
import { type Look, Sign } from "./sign.tsx";

/** A word, a colour and a sign for each, for a colour alone is not seen by everybody. */
const LOOKS: Record<Status, Look> = {
  queued: { color: "gray", icon: Clock, word: "queued" },
  starting: { color: "ink", icon: CircleDot, word: "starting" },
  running: { color: "ink", icon: Play, word: "running" },
  waiting: { color: "yellow", icon: Hand, word: "waiting" },
  succeeded: { color: "teal", icon: CircleCheck, word: "succeeded" },
  failed: { color: "red", icon: CircleX, word: "failed" },
  timed_out: { color: "orange", icon: TimerOff, word: "timed out" },
  cancelled: { color: "gray", icon: Ban, word: "cancelled" },
  interrupted: { color: "grape", icon: CircleAlert, word: "interrupted" },
};

export const STATUSES = Object.keys(LOOKS) as Status[];
export const statusWord = (status: Status) => LOOKS[status].word;
export const statusColor = (status: Status) => LOOKS[status].color;
export const isLive = (status: Status) => ["queued", "starting", "running", "waiting"].includes(status);

export function StatusBadge({ status }: { status: Status }) {
  return <Sign {...LOOKS[status]} />;
}
