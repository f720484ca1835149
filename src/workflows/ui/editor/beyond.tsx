import { Text } from "@mantine/core";

/** Beyond so many a table is no help any more. */
export const MOST = 200;

export function Beyond({ count, what }: { count: number; what: string }) {
  if (count <= MOST) return null;
  return (
    <Text size="sm" c="dimmed" mt="xs">
      {count - MOST} more {what} are on the canvas alone.
    </Text>
  );
}
