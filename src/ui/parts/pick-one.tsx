import { NativeSelect, SegmentedControl } from "@mantine/core";

interface Props {
  label: string;
  value: string;
  data: { value: string; label: string }[];
  onChange(value: string): void;
}

/** One of a few, side by side where there is room for them. */
export function PickOne({ label, value, data, onChange }: Props) {
  return (
    <>
      <SegmentedControl visibleFrom="xs" aria-label={label} {...{ value, data, onChange }} fullWidth maw={480} />
      <NativeSelect
        hiddenFrom="xs"
        aria-label={label}
        {...{ value, data }}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </>
  );
}
