import { Text } from "@mantine/core";
import { WorkLink } from "~/ui/parts/work-link.tsx";

const SHOWN = 3;

/** Links to what a delivery has started, the first of them. */
export function Started({ ids }: { ids: string[] }) {
  return (
    <div>
      {ids.slice(0, SHOWN).map((id) => (
        <WorkLink key={id} id={id} display="block" className="nowrap" />
      ))}
      {ids.length > SHOWN && (
        <Text size="xs" c="dimmed">
          and {ids.length - SHOWN} more
        </Text>
      )}
    </div>
  );
}
