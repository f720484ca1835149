import { SkipForward } from "lucide-react";
import { Sign } from "~/ui/parts/sign.tsx";
import { isLive, STATUSES, StatusBadge, statusColor, statusWord } from "~/ui/parts/status.tsx";
import type { RunStatus } from "../../status.ts";

/** Those of executions, and one more: nothing led to it. */
export function RunStatusBadge({ status }: { status: RunStatus }) {
  if (status === "skipped") return <Sign word="skipped" color="gray" icon={SkipForward} />;
  return <StatusBadge status={status} />;
}

export const isGoing = (status: RunStatus) => status !== "skipped" && isLive(status);
export const runStatusWord = (status: RunStatus) => (status === "skipped" ? status : statusWord(status));
export const runStatusColor = (status: RunStatus) => (status === "skipped" ? "gray" : statusColor(status));

/** Those that a run itself may have. */
export const RUN_STATUSES = STATUSES.filter((status) => status !== "starting" && status !== "waiting");
