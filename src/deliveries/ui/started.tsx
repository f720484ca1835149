import { Text } from "@mantine/core";
import { TextLink } from "~/ui/parts/link.tsx";

const SHOWN = 3;

/** Links to what a delivery has started, the first of them. */
export function Started({ ids }: { ids: string[] }) {
  return (
    <div>
      {ids.slice(0, SHOWN).map((id) => (
        <TextLink
          key={id}
          to="/executions/$id"
          params={{ id }}
          ff="monospace"
          size="xs"
          display="block"
          className="nowrap"
        >
          {id}
        </TextLink>
      ))}
      {ids.length > SHOWN && (
        <Text size="xs" c="dimmed">
          and {ids.length - SHOWN} more
        </Text>
      )}
    </div>
  );
}
