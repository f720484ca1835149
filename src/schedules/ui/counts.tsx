import { Group, Text } from "@mantine/core";
import type { Schedule } from "../model.ts";

/** What came of the times of the last thirty days. */
export function Counts({ counts }: { counts: Schedule["counts"] }) {
  return (
    <Group gap="md" role="group" aria-label="Fires of the last 30 days">
      {Object.entries(counts).map(([outcome, count]) => (
        <Text
          key={outcome}
          size="sm"
          c={count > 0 && (outcome === "missed" || outcome === "failed") ? "red" : undefined}
        >
          <Text span fw={600} className="tabular" size="sm">
            {count}
          </Text>{" "}
          {outcome}
        </Text>
      ))}
    </Group>
  );
}
