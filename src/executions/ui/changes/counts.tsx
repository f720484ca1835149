import { Text } from "@mantine/core";
import "./patch.css";

/** Lines that came and went; a binary file has none. */
export function Counts({ insertions, deletions }: { insertions: number | null; deletions: number | null }) {
  if (insertions === null || deletions === null) return <span>binary</span>;
  return (
    <span className="nowrap tabular">
      <Text span inherit c="var(--count-add)">
        +{insertions.toLocaleString("en")}
      </Text>{" "}
      <Text span inherit c="var(--count-remove)">
        −{deletions.toLocaleString("en")}
      </Text>
    </span>
  );
}
