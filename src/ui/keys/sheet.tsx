import { Divider, Group, Modal, SimpleGrid, Stack, Switch, Text, Title } from "@mantine/core";
import { KeyName } from "../parts/key.tsx";
import { useKeyboard } from "./keys.tsx";
import { type Key, SHEET } from "./table.ts";

/** All keys there are, from the table that binds them. */
export function KeySheet({ onClose }: { onClose: () => void }) {
  const { letters, setLetters } = useKeyboard();
  return (
    <Modal opened onClose={onClose} title="Keys" size="lg" closeButtonProps={{ "aria-label": "Close" }}>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="xl" verticalSpacing="lg">
        {SHEET.map(({ where, keys }) => (
          <Stack gap="xs" key={where}>
            <Title order={3} size="h6">
              {where}
            </Title>
            {keys.map((one) => (
              <KeyRow key={one.key} of={one} />
            ))}
          </Stack>
        ))}
      </SimpleGrid>
      <Divider my="md" />
      <Switch
        label="Keys without Ctrl or Cmd"
        description="Switched off, single letters do nothing. This browser keeps the choice."
        checked={letters}
        onChange={(event) => setLetters(event.currentTarget.checked)}
      />
    </Modal>
  );
}

function KeyRow({ of: { key, does } }: { of: Key }) {
  return (
    <Group justify="space-between" wrap="nowrap">
      <Text size="sm">{does}</Text>
      <KeyName of={key} />
    </Group>
  );
}
