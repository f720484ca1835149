import { TextInput } from "@mantine/core";

interface Props {
  label: string;
  value: string | undefined;
  onChange(value: string | undefined): void;
}

/** The first or the last day that a list reaches to. */
export function DayFilter({ label, value = "", onChange }: Props) {
  return (
    <TextInput
      size="xs"
      type="date"
      aria-label={label}
      value={value.slice(0, 10)}
      onChange={(event) => onChange(event.currentTarget.value || undefined)}
    />
  );
}
