import { Button, type ButtonProps, Group, Modal, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ProblemNote } from "./failed.tsx";

interface Props extends ButtonProps {
  /** What the button says, and the one that confirms. */
  label: string;
  title: string;
  /** What will be lost, and what stays. */
  consequences: ReactNode;
  act: () => Promise<unknown>;
}

/** A button whose act cannot be undone: it says what that means first, and what the server refused. */
export function ConfirmButton({ label, title, consequences, act, ...look }: Props) {
  const [opened, { open, close }] = useDisclosure();
  const { mutate, error, isPending, reset } = useMutation({ mutationFn: act, onSuccess: close });
  const ask = () => {
    reset();
    open();
  };
  return (
    <>
      <Button color="red" variant="light" size="xs" {...look} onClick={ask}>
        {label}
      </Button>
      <Modal opened={opened} onClose={close} title={title} closeButtonProps={{ "aria-label": "Close" }}>
        <Stack>
          {error && <ProblemNote error={error} />}
          <Text size="sm">{consequences}</Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={close} data-autofocus>
              Keep
            </Button>
            <Button color="red" loading={isPending} onClick={() => mutate()}>
              {label}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
