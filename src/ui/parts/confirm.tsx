import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { type ReactNode, useState } from "react";

interface Props {
  title: string;
  /** What cannot be undone, in one sentence. */
  consequence: ReactNode;
  /** What the button says that does it. */
  act: string;
  onAct(): Promise<unknown>;
  children(ask: () => void): ReactNode;
}

/** Asks before something is done that cannot be undone. A refusal is told by whoever does it. */
export function Confirm({ title, consequence, act, onAct, children }: Props) {
  const [asked, { open, close }] = useDisclosure();
  const [doing, setDoing] = useState(false);
  const go = async () => {
    setDoing(true);
    await onAct().catch(() => undefined);
    setDoing(false);
    close();
  };
  return (
    <>
      {children(open)}
      <Modal opened={asked} onClose={close} title={title} centered>
        <Stack>
          <Text size="sm">{consequence}</Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={close} data-autofocus>
              Keep it
            </Button>
            <Button color="red" loading={doing} onClick={go}>
              {act}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
