import { Code, Group, Stack, Text } from "@mantine/core";
import { CopyButton } from "./copy-button.tsx";

/** A text that is to be taken elsewhere, letter by letter. */
export function Copied({ label, text, block = false }: { label: string; text: string; block?: boolean }) {
  return (
    <Stack gap={4}>
      <Group justify="space-between">
        <Text size="sm" fw={500}>
          {label}
        </Text>
        <CopyButton text={text} aria-label={`Copy ${label}`} />
      </Group>
      <Code
        block
        className={block ? undefined : "break"}
        tabIndex={0}
        aria-label={label}
        style={block ? undefined : { whiteSpace: "pre-wrap" }}
      >
        {text}
      </Code>
    </Stack>
  );
}
