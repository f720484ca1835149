import { Text } from "@mantine/core";
import { duration, useNow } from "~/ui/parts/time.tsx";
import type { Execution } from "../model.ts";

const WAITS = { limit: "for a limit to pass", retry: "before it is tried again" };

/** Why it has its status, in words, and until when it waits. */
export function Why({ execution: { detail, reason, status, held, not_before } }: { execution: Execution }) {
  const waits = status === "queued" && not_before !== null;
  if (!detail && !waits) return null;
  return (
    <Text className="break">
      {detail}
      {detail && reason && (
        <Text span c="dimmed" size="sm">
          {` (${reason})`}
        </Text>
      )}
      {waits && <Until at={not_before} why={held ? WAITS[held] : ""} />}
    </Text>
  );
}

function Until({ at, why }: { at: string; why: string }) {
  const left = Date.parse(at) - useNow();
  return (
    <Text span className="tabular">
      {left > 0 ? ` It waits ${why}: ${duration(Math.ceil(left / 1_000) * 1_000)} more.` : " Its wait is over."}
    </Text>
  );
}
