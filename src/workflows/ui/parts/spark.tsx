import { Sparkline } from "~/triggers/ui/sparkline.tsx";
import type { RunStatus } from "../../status.ts";

interface Recent {
  id: string;
  workflow_id: string;
  status: RunStatus;
  created_at: string;
}

/** What the newest runs of a workflow came to. */
export function RunSpark({ runs }: { runs: readonly Recent[] }) {
  return <Sparkline statuses={runs.map(({ status }) => (status === "skipped" ? "cancelled" : status))} />;
}
