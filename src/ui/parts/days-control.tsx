import { SegmentedControl } from "@mantine/core";

const RANGES = [7, 30, 90].map((days) => ({ value: String(days), label: `${days} days` }));

/** How many days back one looks. */
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
