import { SegmentedControl } from "@mantine/core";

/** How many days back one may look; what the address says nothing of is thirty. */
export const OTHER_DAYS = [7, 90] as const;
const RANGES = [7, 30, 90].map((days) => ({ value: String(days), label: `${days} days` }));

export function DaysControl({ days, onChange }: { days: number; onChange(days: number): void }) {
  return (
    <SegmentedControl
      size="xs"
      aria-label="How many days"
      value={String(days)}
      onChange={(chosen) => onChange(Number(chosen))}
      data={RANGES}
    />
  );
}
