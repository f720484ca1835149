import {
  Ban,
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CircleX,
  Clock,
  Hand,
  LoaderCircle,
  type LucideIcon,
  TimerOff,
} from "lucide-react";
import type { RunStatus } from "../../status.ts";

const SIGNS: Record<RunStatus, LucideIcon> = {
  ...{ queued: Clock, starting: LoaderCircle, running: LoaderCircle, waiting: Hand, succeeded: CircleCheck },
  ...{ failed: CircleX, timed_out: TimerOff, cancelled: Ban, interrupted: CircleAlert, skipped: CircleDashed },
};

/** A sign for each, small enough to stand on a node; the word stands beside it. */
export function StatusSign({ status, size = 14 }: { status: RunStatus; size?: number }) {
  const { [status]: Icon } = SIGNS;
  return <Icon size={size} className="status-sign" data-status={status} aria-hidden />;
}
