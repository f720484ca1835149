import { Button, Code, CopyButton, Group, Text } from "@mantine/core";

/** By which the server's log knows what was refused. */
export function RequestId({ id }: { id: string }) {
  return (
    <Group gap="xs">
      <Text size="xs" c="dimmed" className="break">
        Request <Code>{id}</Code>
      </Text>
      <CopyButton value={id}>
        {({ copied, copy }) => (
          <Button size="compact-xs" variant="default" onClick={copy}>
            {copied ? "Copied" : "Copy"}
          </Button>
        )}
      </CopyButton>
    </Group>
  );
}
