import { Text } from "@mantine/core";

/** Lines that came and went; a binary file has none. */
export function Counts({ insertions, deletions }: { insertions: number | null; deletions: number | null }) {
  if (insertions === null || deletions === null) return <span>binary</span>;
  return (
    <span className="nowrap tabular">
      <Text span inherit c="var(--mantine-color-teal-light-color)">
        +{insertions.toLocaleString("en")}
      </Text>{" "}
      <Text span inherit c="var(--mantine-color-red-light-color)">
        −{deletions.toLocaleString("en")}
      </Text>
    </span>
  );
}
