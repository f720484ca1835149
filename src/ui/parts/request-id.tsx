import { Code, Group, Text } from "@mantine/core";
import { CopyButton } from "./copy-button.tsx";

/** By which the server's log knows what was refused. */
export function RequestId({ id }: { id: string }) {
  return (
    <Group gap="xs">
      <Text size="xs" c="dimmed" className="break">
        Request <Code>{id}</Code>
      </Text>
      <CopyButton text={id} />
    </Group>
  );
}
